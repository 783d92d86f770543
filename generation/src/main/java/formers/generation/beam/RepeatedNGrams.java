package formers.generation.beam;

import java.util.Arrays;

/// Keeps targets from saying the same n tokens twice.
final class RepeatedNGrams {

    private RepeatedNGrams() {}

    /// Makes impossible what would complete n tokens that a prefix already has in a row.
    ///
    /// @param logits scores of the next token, `[vocabulary]`
    static void forbid(int[] prefix, int n, float[] logits) {
        int known = n - 1; // tokens that are there already of an n-gram that the next one completes
        for (int start = 0; start + n <= prefix.length; start++) {
            if (Arrays.equals(prefix, start, start + known, prefix, prefix.length - known, prefix.length)) {
                logits[prefix[start + known]] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
