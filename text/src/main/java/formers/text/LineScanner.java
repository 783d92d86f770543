package formers.text;

/// Cuts text as GPT-4's patterns do: contractions in any case; runs of letters with one other sign before them;
/// few digits at a time; runs of other signs with the line ends behind them; white space up to a line end.
final class LineScanner {

    private LineScanner() {}

    /// @param digits how many digits make a word at most
    static int wordEnd(String text, int at, int digits) {
        int contraction = contractionEnd(text, at);
        if (contraction > at) {
            return contraction;
        }
        int kind = WordScanner.kindAt(text, at);
        if (kind == WordScanner.LETTER) {
            return WordScanner.runEnd(text, at, kind);
        }
        int next = at + (kind == WordScanner.SPACE ? 1 : Character.charCount(text.codePointAt(at)));
        if (takesLetters(text, at, kind)
                && next < text.length()
                && WordScanner.kindAt(text, next) == WordScanner.LETTER) {
            return WordScanner.runEnd(text, next, WordScanner.LETTER);
        }
        return rest(text, at, kind, digits, false);
    }

    /// Whether letters that follow the sign at `at` are of one word with it.
    static boolean takesLetters(String text, int at, int kind) {
        char c = text.charAt(at);
        return kind != WordScanner.LETTER && kind != WordScanner.NUMBER && c != '\r' && c != '\n';
    }

    /// The end of a word that has no letters.
    ///
    /// @param slash whether a slash goes with line ends
    static int rest(String text, int at, int kind, int digits, boolean slash) {
        if (kind == WordScanner.NUMBER) {
            return digitsEnd(text, at, digits);
        }
        int signs = kind == WordScanner.OTHER ? at : at + 1;
        if ((kind == WordScanner.OTHER || text.charAt(at) == ' ')
                && signs < text.length()
                && WordScanner.kindAt(text, signs) == WordScanner.OTHER) {
            int end = WordScanner.runEnd(text, signs, WordScanner.OTHER);
            while (end < text.length() && (isLineEnd(text.charAt(end)) || slash && text.charAt(end) == '/')) {
                end++;
            }
            return end;
        }
        return spaceEnd(text, at);
    }

    private static int digitsEnd(String text, int at, int digits) {
        int end = at;
        for (int n = 0; n < digits && end < text.length(); n++) {
            if (WordScanner.kindAt(text, end) != WordScanner.NUMBER) {
                break;
            }
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private static int spaceEnd(String text, int at) {
        int stop = WordScanner.runEnd(text, at, WordScanner.SPACE);
        for (int i = stop; i > at; i--) {
            if (isLineEnd(text.charAt(i - 1))) {
                return i;
            }
        }
        // White space before a word leaves it its last character.
        return stop < text.length() && stop > at + 1 ? stop - 1 : stop;
    }

    private static boolean isLineEnd(char c) {
        return c == '\r' || c == '\n';
    }

    /// Where `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` in any case ends; `at` if there is none.
    static int contractionEnd(String text, int at) {
        if (at + 1 >= text.length() || text.charAt(at) != '\'') {
            return at;
        }
        char next = at + 2 < text.length() ? text.charAt(at + 2) : 0;
        return switch (text.charAt(at + 1)) {
            // The long s has the upper case S.
            case 's', 'S', 'ſ', 't', 'T', 'm', 'M', 'd', 'D' -> at + 2;
            case 'r', 'R', 'v', 'V' -> next == 'e' || next == 'E' ? at + 3 : at;
            case 'l', 'L' -> next == 'l' || next == 'L' ? at + 3 : at;
            default -> at;
        };
    }
}
