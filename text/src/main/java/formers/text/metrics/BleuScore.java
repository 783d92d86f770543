package formers.text.metrics;

import java.util.List;
import java.util.Locale;
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
        var byOrder = precisions.stream()
                .map(it -> String.format(Locale.ROOT, "%.1f", it))
                .collect(Collectors.joining("/"));
        return String.format(
                Locale.ROOT,
                "BLEU|%s = %.2f %s (BP = %.3f ratio = %.3f hyp_len = %d ref_len = %d)",
                signature,
                value,
                byOrder,
                brevityPenalty,
                ratio(),
                hypothesisLength,
                referenceLength);
    }
}
