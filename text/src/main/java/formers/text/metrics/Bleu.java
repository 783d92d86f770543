package formers.text.metrics;

import formers.text.InputException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// BLEU (Papineni et al. 2002, "BLEU: a method for automatic evaluation of machine translation", section
/// 2.3), as sacreBLEU 2.6 computes it (Post 2018, arXiv:1804.08771).
///
/// ```
/// BLEU = 100·BP·exp(1/N·Σ ln p_n)        p_n = correct n-grams / all n-grams, n = 1..N
/// BP   = min(1, exp(1 - r/c))             c words in all lines, r in the references nearest in length
/// ```
///
/// An n-gram is correct as often as that reference has it that has it most often.
///
/// @param tokenizer      what is taken for words
/// @param lowercase      whether case is ignored
/// @param smoothing      of orders without a correct n-gram
/// @param maxOrder       N, words of the longest n-grams, 1 or more
/// @param effectiveOrder whether the mean is over orders that the hypothesis has n-grams of, rather than
///                       all: for single sentences, which would get 0 if shorter than N words
public record Bleu(
        BleuTokenizer tokenizer, boolean lowercase, Smoothing smoothing, int maxOrder, boolean effectiveOrder)
        implements Metric {

    private static final int STANDARD_ORDER = 4;
    private static final int SUSPICIOUS = 100; // lines

    // A row of counts.
    private static final int HYPOTHESIS_LENGTH = 0;
    private static final int REFERENCE_LENGTH = 1;
    private static final int CORRECT = 2; // and after as many orders, all n-grams

    /// @throws InputException if the order is below 1
    public Bleu {
        if (maxOrder < 1) {
            throw new InputException(
                    "BLEU is to count n-grams of up to %d words; give 1 or more, 4 is usual".formatted(maxOrder));
        }
    }

    /// What papers report: `case:mixed|eff:no|tok:13a|smooth:exp`, n-grams of up to 4 words.
    public static Bleu standard() {
        return new Bleu(BleuTokenizer.MTEVAL_13A, false, new Smoothing.Exponential(), STANDARD_ORDER, false);
    }

    public Bleu withTokenizer(BleuTokenizer newTokenizer) {
        return new Bleu(newTokenizer, lowercase, smoothing, maxOrder, effectiveOrder);
    }

    public Bleu withLowercase() {
        return new Bleu(tokenizer, true, smoothing, maxOrder, effectiveOrder);
    }

    public Bleu withSmoothing(Smoothing newSmoothing) {
        return new Bleu(tokenizer, lowercase, newSmoothing, maxOrder, effectiveOrder);
    }

    public Bleu withMaxOrder(int newMaxOrder) {
        return new Bleu(tokenizer, lowercase, smoothing, newMaxOrder, effectiveOrder);
    }

    public Bleu withEffectiveOrder() {
        return new Bleu(tokenizer, lowercase, smoothing, maxOrder, true);
    }

    @Override
    public String name() {
        return "BLEU";
    }

    /// Scores all lines as one text.
    ///
    /// @param hypotheses a translation per line
    /// @throws InputException if there are no lines, or not as many as have references
    public BleuScore score(List<String> hypotheses, References references) {
        return score(count(hypotheses, references));
    }

    /// Scores one line, by effective order.
    ///
    /// @throws InputException if there is no reference
    public BleuScore sentence(String hypothesis, List<String> references) {
        return withEffectiveOrder().score(List.of(hypothesis), new References(List.of(references)));
    }

    @Override
    public LineCounts count(List<String> hypotheses, References references) {
        return LineCounts.of(this, hypotheses, references, this::row);
    }

    private long[] row(String hypothesis, List<String> references) {
        var grams = grams(hypothesis);
        var others = references.stream().map(this::grams).toList();
        var row = new long[CORRECT + 2 * maxOrder];
        row[HYPOTHESIS_LENGTH] = grams.length();
        row[REFERENCE_LENGTH] = nearest(grams.length(), others);
        for (int n = 1; n <= maxOrder; n++) {
            row[CORRECT + n - 1] = grams.common(n, NGrams.most(n, others));
            row[CORRECT + maxOrder + n - 1] = grams.total(n);
        }
        return row;
    }

    private NGrams grams(String line) {
        var text = Words.withoutTrailingSpace(lowercase ? Lowercase.of(line) : line);
        return NGrams.of(tokenizer.words(text), maxOrder);
    }

    /// The length nearest to that of the hypothesis; of two as near, the smaller.
    private static int nearest(int length, List<NGrams> references) {
        return references.stream()
                .map(NGrams::length)
                .min(Comparator.<Integer>comparingInt(it -> Math.abs(it - length))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    @Override
    public double value(LineCounts counts) {
        return score(counts).value();
    }

    /// @throws IllegalArgumentException if another metric counted them
    public BleuScore score(LineCounts counts) {
        var sums = counts.sums(this);
        var correct = Arrays.copyOfRange(sums, CORRECT, CORRECT + maxOrder);
        var total = Arrays.copyOfRange(sums, CORRECT + maxOrder, CORRECT + 2 * maxOrder);
        double[] precisions = precisions(correct, total);
        double penalty = brevityPenalty(sums[HYPOTHESIS_LENGTH], sums[REFERENCE_LENGTH]);
        return new BleuScore(
                penalty * geometricMean(precisions),
                Arrays.stream(Arrays.copyOf(precisions, maxOrder)).boxed().toList(),
                Arrays.stream(correct).boxed().toList(),
                Arrays.stream(total).boxed().toList(),
                penalty,
                sums[HYPOTHESIS_LENGTH],
                sums[REFERENCE_LENGTH],
                signature(counts));
    }

    /// In percent, smoothed, of the orders that lines are long enough for; of none if nothing is correct.
    private double[] precisions(long[] correct, long[] total) {
        if (Arrays.stream(correct).allMatch(it -> it == 0)) {
            return new double[0];
        }
        var precisions = new double[maxOrder];
        double halved = 1;
        for (int n = 1; n <= maxOrder; n++) {
            double added = n > 1 && smoothing instanceof Smoothing.AddK(double k) ? k : 0;
            double right = correct[n - 1] + added;
            double all = total[n - 1] + added;
            if (all == 0) {
                return Arrays.copyOf(precisions, n - 1);
            }
            if (right == 0) {
                right = switch (smoothing) {
                    case Smoothing.Exponential _ -> halved /= 2;
                    case Smoothing.Floor(double least) -> least;
                    case Smoothing.AddK _, Smoothing.None _ -> 0;
                };
            }
            precisions[n - 1] = 100 * right / all;
        }
        return precisions;
    }

    /// Of a precision of 0 it is 0; so it is if orders are missing that should count.
    private double geometricMean(double[] precisions) {
        if (precisions.length == 0 || precisions.length < maxOrder && !effectiveOrder) {
            return 0;
        }
        // Of logarithms of parts of 1, so that a perfect text has exactly 100.
        return 100
                * Math.exp(Arrays.stream(precisions)
                        .map(it -> Math.log(it / 100))
                        .average()
                        .orElseThrow());
    }

    private static double brevityPenalty(long hypothesis, long reference) {
        if (hypothesis >= reference) {
            return 1;
        }
        return hypothesis == 0 ? 0 : Math.exp(1 - (double) reference / hypothesis);
    }

    /// In sacreBLEU's format; with other n-grams than up to 4 words, which it does not tell, `order:2` too.
    @Override
    public String signature(LineCounts counts) {
        return String.join(
                "|",
                Signature.start(counts, lowercase),
                "eff:" + (effectiveOrder ? "yes" : "no"),
                "tok:" + tokenizer.id(),
                "smooth:" + smoothing.id() + (maxOrder == STANDARD_ORDER ? "" : "|order:" + maxOrder),
                Signature.version());
    }

    /// Whether lines look tokenised, which makes scores incomparable: 100 of them or more end in a point that
    /// stands alone (the warning of sacreBLEU). Such text is to be put together again before it is scored.
    public static boolean looksTokenized(List<String> hypotheses) {
        return hypotheses.stream()
                        .filter(it -> Words.withoutTrailingSpace(it).endsWith(" ."))
                        .limit(SUSPICIOUS)
                        .count()
                == SUSPICIOUS;
    }
}
