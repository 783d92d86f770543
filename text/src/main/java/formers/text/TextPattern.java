package formers.text;

import java.util.function.IntPredicate;

/// Finds places in a text.
@FunctionalInterface
interface TextPattern {

    /// Reports matches from left to right, none inside another.
    void find(String text, Found found);

    /// Takes the range of UTF-16 units of a match.
    @FunctionalInterface
    interface Found {
        void at(int start, int end);
    }

    /// Each character that `wanted` accepts.
    static TextPattern of(IntPredicate wanted) {
        return (text, found) -> {
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                if (wanted.test(c)) {
                    found.at(i, next);
                }
                i = next;
            }
        };
    }

    static TextPattern of(String literal) {
        return (text, found) -> {
            if (literal.isEmpty()) {
                return;
            }
            for (int i = text.indexOf(literal); i >= 0; i = text.indexOf(literal, i + literal.length())) {
                found.at(i, i + literal.length());
            }
        };
    }
}
