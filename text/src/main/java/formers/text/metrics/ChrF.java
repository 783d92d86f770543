package formers.text.metrics;

import formers.text.InputException;
import java.util.ArrayList;
import java.util.List;

/// chrF, the F-score of character n-grams (Popović 2015, "chrF: character n-gram F-score for automatic MT
/// evaluation"), and chrF++, which counts n-grams of words too (Popović 2017), as sacreBLEU 2.6 computes
/// them.
///
/// ```
/// chrF = 100·(1 + β²)·P·R / (β²·P + R)
/// ```
///
/// P and R are precision and recall of each order of characters and of words, averaged over the orders that
/// both sides have n-grams of. Of several references of a line the one with the best score counts.
///
/// @param characterOrder characters of the longest n-grams, white space left out; 1 or more
/// @param wordOrder      words of the longest n-grams, signs of ASCII at either end of a word apart; 0 for
///                       none
/// @param beta           how often as much as precision recall counts, 1 or more
/// @param lowercase      whether case is ignored
public record ChrF(int characterOrder, int wordOrder, int beta, boolean lowercase) implements Metric {

    private static final int COUNTS = 3; // per order: of the hypothesis, of the reference, common

    /// @throws InputException if an order or beta is below its least
    public ChrF {
        if (characterOrder < 1 || wordOrder < 0 || beta < 1) {
            throw new InputException(
                    "chrF is to count up to %d characters and %d words, beta %d; give at least 1, 0 and 1, as in 6, 0, 2"
                            .formatted(characterOrder, wordOrder, beta));
        }
    }

    /// chrF2: up to 6 characters, no words, β = 2.
    public static ChrF standard() {
        return new ChrF(6, 0, 2, false);
    }

    /// chrF2++: up to 6 characters and 2 words, β = 2.
    public static ChrF plusPlus() {
        return new ChrF(6, 2, 2, false);
    }

    public ChrF withLowercase() {
        return new ChrF(characterOrder, wordOrder, beta, true);
    }

    /// `chrF`, beta, and a plus for each order of words.
    @Override
    public String name() {
        return "chrF" + beta + "+".repeat(wordOrder);
    }

    /// Scores all lines as one text, from 0 to 100.
    ///
    /// @param hypotheses a translation per line
    /// @throws InputException if there are no lines, or not as many as have references
    public double score(List<String> hypotheses, References references) {
        return value(count(hypotheses, references));
    }

    /// Scores one line, from 0 to 100.
    ///
    /// @throws InputException if there is no reference
    public double sentence(String hypothesis, List<String> references) {
        return score(List.of(hypothesis), new References(List.of(references)));
    }

    @Override
    public LineCounts count(List<String> hypotheses, References references) {
        return LineCounts.of(this, hypotheses, references, this::row);
    }

    /// The counts of the reference with the best score, the first of several.
    private long[] row(String hypothesis, List<String> references) {
        var grams = grams(hypothesis);
        long[] best = null;
        double bestScore = -1;
        for (var reference : references) {
            var counts = counts(grams, grams(reference));
            double score = score(counts);
            if (score > bestScore) {
                bestScore = score;
                best = counts;
            }
        }
        return best;
    }

    /// The n-grams of characters and those of words.
    private List<NGrams> grams(String line) {
        var text = lowercase ? Lowercase.of(line) : line;
        return List.of(NGrams.of(Characters.of(text), characterOrder), NGrams.of(wordsAndSigns(text), wordOrder));
    }

    private long[] counts(List<NGrams> hypothesis, List<NGrams> reference) {
        var counts = new long[COUNTS * (characterOrder + wordOrder)];
        int i = 0;
        for (int kind = 0; kind < hypothesis.size(); kind++) {
            var ours = hypothesis.get(kind);
            var theirs = reference.get(kind);
            for (int n = 1; n <= ours.maxOrder(); n++) {
                // What no n-gram could match is not held against a line.
                counts[i++] = theirs.total(n) == 0 ? 0 : ours.total(n);
                counts[i++] = theirs.total(n);
                counts[i++] = ours.common(n, theirs.counts().get(n - 1));
            }
        }
        return counts;
    }

    /// The sign is taken off the end of a word, or else off its start; of several signs, one.
    private static List<String> wordsAndSigns(String line) {
        var parts = new ArrayList<String>();
        for (var word : Words.of(line)) {
            int last = word.length() - 1;
            int cut = last > 0 && isSign(word.charAt(last)) ? last : last > 0 && isSign(word.charAt(0)) ? 1 : 0;
            if (cut > 0) {
                parts.add(word.substring(0, cut));
            }
            parts.add(word.substring(cut));
        }
        return parts;
    }

    /// Whether it is punctuation or a symbol of ASCII.
    private static boolean isSign(char c) {
        return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
    }

    @Override
    public double value(LineCounts counts) {
        return score(counts.sums(this));
    }

    private double score(long[] counts) {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int i = 0; i < counts.length; i += COUNTS) {
            if (counts[i] > 0 && counts[i + 1] > 0) {
                precision += (double) counts[i + 2] / counts[i];
                recall += (double) counts[i + 2] / counts[i + 1];
                orders++;
            }
        }
        if (precision + recall == 0) {
            return 0;
        }
        precision /= orders;
        recall /= orders;
        double weight = beta * (double) beta;
        // In this order of operations: of references as good, the last bit says which is the best.
        return 100 * ((1 + weight) * precision * recall / (weight * precision + recall));
    }

    @Override
    public String signature(LineCounts counts) {
        return String.join(
                "|",
                Signature.start(counts, lowercase),
                "eff:yes",
                "nc:" + characterOrder,
                "nw:" + wordOrder,
                "space:no",
                Signature.version());
    }
}
