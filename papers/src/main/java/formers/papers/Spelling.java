package formers.papers;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What somebody may have meant to type.
final class Spelling {

    private Spelling() {}

    /// The word that needs the fewest edits of letters, if those are few: a third of the word's length.
    static Optional<String> nearest(String typed, List<String> words) {
        var lower = typed.toLowerCase(Locale.ROOT);
        return words.stream()
                .min(Comparator.comparingInt(word -> edits(lower, word)))
                .filter(word -> edits(lower, word) <= Math.max(1, word.length() / 3));
    }

    /// Letters to insert, delete or replace, or neighbours to swap (Damerau 1964; no letter is touched
    /// twice).
    static int edits(String a, String b) {
        var edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : edits(a, b, i, j, edits);
            }
        }
        return edits[a.length()][b.length()];
    }

    /// Of the first i and j letters, when those of fewer are known.
    private static int edits(String a, String b, int i, int j, int[][] known) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = Math.min(known[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(known[i - 1][j], known[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, known[i - 2][j - 2] + 1) : fewest;
    }
}
