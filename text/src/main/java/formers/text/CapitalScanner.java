package formers.text;

/// Cuts text as GPT-4o's pattern does: as GPT-4's, but a word is capitals and then small letters, with a contraction
/// behind. Letters without case, and marks, are both.
final class CapitalScanner {

    private static final int CAPITAL = 1;
    private static final int SMALL = 2;

    private CapitalScanner() {}

    static int wordEnd(String text, int at) {
        int kind = WordScanner.kindAt(text, at);
        int next = at + Character.charCount(text.codePointAt(at));
        boolean prefix = LineScanner.takesLetters(text, at, kind);
        int end = prefix ? mixedEnd(text, next) : -1;
        end = end < 0 ? mixedEnd(text, at) : end;
        end = end < 0 && prefix ? capitalsEnd(text, next) : end;
        end = end < 0 ? capitalsEnd(text, at) : end;
        return end < 0 ? LineScanner.rest(text, at, kind, 3, true) : LineScanner.contractionEnd(text, end);
    }

    /// The end of any capitals and at least one small letter; -1 if there are none.
    private static int mixedEnd(String text, int at) {
        int afterBoth = -1;
        int i = at;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int cases = cases(c);
            if ((cases & CAPITAL) == 0) {
                break;
            }
            i += Character.charCount(c);
            if ((cases & SMALL) != 0) {
                afterBoth = i;
            }
        }
        int end = runEnd(text, i, SMALL);
        return end > i ? end : afterBoth;
    }

    /// The end of at least one capital and any small letters; -1 if there is none.
    private static int capitalsEnd(String text, int at) {
        int end = runEnd(text, at, CAPITAL);
        return end > at ? runEnd(text, end, SMALL) : -1;
    }

    private static int runEnd(String text, int at, int wanted) {
        int i = at;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if ((cases(c) & wanted) == 0) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    private static int cases(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> CAPITAL;
            case Character.LOWERCASE_LETTER -> SMALL;
            case Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK -> CAPITAL | SMALL;
            default -> 0;
        };
    }
}
