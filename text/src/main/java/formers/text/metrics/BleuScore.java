package formers.text.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/// BLEU of a text, and what it is made of.
///
/// @param value            from 0 to 100
/// @param precisions       from 0 to 100, smoothed, by order from 1
/// @param correct          n-grams that references have too, by order, before smoothing
/// @param total            n-grams, by order, before smoothing
/// @param brevityPenalty   1 unless the text is shorter than the references
/// @param hypothesisLength in words, of the tokenizer's kind
/// @param referenceLength  in words, of the references nearest in length
/// @param signature        how the score came about; it belongs beside it wherever it is reported
public record BleuScore(
        double value,
        List<Double> precisions,
        List<Long> correct,
        List<Long> total,
        double brevityPenalty,
        long hypothesisLength,
        long referenceLength,
        String signature) {

    public BleuScore {
        precisions = List.copyOf(precisions);
        correct = List.copyOf(correct);
        total = List.copyOf(total);
    }

    /// Words of the text per word of the references; 0 if these have none.
    public double ratio() {
        return referenceLength == 0 ? 0 : (double) hypothesisLength / referenceLength;
    }

    /// As sacreBLEU prints it: `BLEU|nrefs:1|… = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = …)`.
    @Override
    public String toString() {
        return "BLEU|%s = %s %s (BP = %s ratio = %s hyp_len = %d ref_len = %d)"
                .formatted(
                        signature,
                        rounded(value, 2),
                        precisions.stream().map(it -> rounded(it, 1)).collect(Collectors.joining("/")),
                        rounded(brevityPenalty, 3),
                        rounded(ratio(), 3),
                        hypothesisLength,
                        referenceLength);
    }

    /// As Python rounds: 31.25 to 31.2, where Java's formats have 31.3.
    private static String rounded(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }
}
