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

    /// Letters to insert, delete or replace (Levenshtein 1966).
    static int edits(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
