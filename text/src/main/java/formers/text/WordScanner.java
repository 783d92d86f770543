package formers.text;

/// Cuts text where GPT-2's pattern does: contractions; runs of letters, of digits, of other signs, each
/// with the space before it; runs of white space, which leave their last character to the word that
/// follows.
///
/// The pattern is `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`; a
/// scanner is many times faster than a regular expression, and a test holds the two together.
final class WordScanner {

    static final int LETTER = 0;
    static final int NUMBER = 1;
    static final int SPACE = 2;
    static final int OTHER = 3;

    private static final byte[] LATIN = new byte[0x250];

    static {
        for (int c = 0; c < LATIN.length; c++) {
            LATIN[c] = (byte) kindOf(c);
        }
    }

    private final String text;
    private int start;
    private int end;

    WordScanner(String text) {
        this.text = text;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /// Moves to the next word; false at the end.
    boolean next() {
        start = end;
        if (start >= text.length()) {
            return false;
        }
        end = wordEnd(text, start);
        return true;
    }

    static int wordEnd(String text, int at) {
        char c = text.charAt(at);
        if (c == '\'') {
            int length = contraction(text, at + 1);
            if (length > 0) {
                return at + 1 + length;
            }
        }
        if (c == ' ' && at + 1 < text.length()) {
            int kind = kindAt(text, at + 1);
            if (kind != SPACE) {
                return runEnd(text, at + 1, kind);
            }
        }
        int kind = kindAt(text, at);
        int stop = runEnd(text, at, kind);
        // White space before a word leaves it its last character.
        return kind == SPACE && stop < text.length() && stop > at + 1 ? stop - 1 : stop;
    }

    private static int contraction(String text, int at) {
        if (at >= text.length()) {
            return 0;
        }
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        return switch (text.charAt(at)) {
            case 's', 't', 'm', 'd' -> 1;
            case 'r', 'v' -> next == 'e' ? 2 : 0;
            case 'l' -> next == 'l' ? 2 : 0;
            default -> 0;
        };
    }

    static int runEnd(String text, int at, int kind) {
        int i = at;
        while (i < text.length() && kindAt(text, i) == kind) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    static int kindAt(String text, int at) {
        char c = text.charAt(at);
        return c < LATIN.length ? LATIN[c] : kindOf(text.codePointAt(at));
    }

    private static int kindOf(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            default -> c >= '\t' && c <= '\r' || c == 0x85 ? SPACE : OTHER;
        };
    }
}
