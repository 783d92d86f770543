package formers.generation;

import java.util.Arrays;

/// Guesses that a text repeats itself: what followed the last time its end stood there. It costs no model
/// and helps where answers quote: summaries, edits, code.
///
/// @param longest tokens of the end that are looked for first
/// @param tokens  most tokens guessed at a time
public record PromptLookup(int longest, int tokens) implements Drafter {

    public PromptLookup {
        if (longest < 1 || tokens < 1) {
            throw new IllegalArgumentException(
                    "prompt look-up wants at least 1 token to look for and 1 to guess, found %d and %d"
                            .formatted(longest, tokens));
        }
    }

    /// As many as attention still checks at no extra cost.
    public static PromptLookup usual() {
        return new PromptLookup(3, 3);
    }

    @Override
    public int[] guess(int[] text, int most) {
        for (int size = Math.min(longest, text.length - 1); size > 0; size--) {
            int end = text.length - size;
            for (int at = end - 1; at >= 0; at--) {
                if (Arrays.equals(text, at, at + size, text, end, text.length)) {
                    int from = at + size;
                    return Arrays.copyOfRange(text, from, Math.min(text.length, from + Math.min(tokens, most)));
                }
            }
        }
        return new int[0];
    }
}
