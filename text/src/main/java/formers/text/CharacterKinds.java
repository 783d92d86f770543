package formers.text;

/// Kinds of characters as tokenizers tell them apart.
final class CharacterKinds {

    private CharacterKinds() {}

    /// Unicode's property White_Space.
    static boolean isSpace(int c) {
        return c <= 0x20 ? c == ' ' || c >= '\t' && c <= '\r' : c == 0x85 || Character.isSpaceChar(c);
    }

    static boolean isNumber(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    /// Unicode's punctuation, and the signs of ASCII that Unicode counts among symbols.
    static boolean isPunctuation(int c) {
        return c >= '!' && c <= '/'
                || c >= ':' && c <= '@'
                || c >= '[' && c <= '`'
                || c >= '{' && c <= '~'
                || c == 0x166D // both punctuation until Unicode 12
                || c == 0x111C9
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> !LaterCharacters.isNoPunctuation(c);
                    default -> false;
                };
    }

    static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /// A control character that is no white space, or one of Unicode's other kinds of "other".
    static boolean isControl(int c) {
        return c != '\t'
                && c != '\n'
                && c != '\r'
                && switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
                    default -> false;
                };
    }

    /// What a word of `\w+` has (Unicode Technical Standard 18, annex C).
    static boolean isWord(int c) {
        return Character.isAlphabetic(c)
                || isMark(c)
                || c == 0x200C
                || c == 0x200D
                || switch (Character.getType(c)) {
                    case Character.DECIMAL_DIGIT_NUMBER, Character.CONNECTOR_PUNCTUATION -> true;
                    default -> false;
                };
    }

    /// The blocks of Chinese characters that BERT takes apart (Devlin et al. 2018, multilingual model).
    static boolean isChinese(int c) {
        return c >= 0x4E00 && c <= 0x9FFF
                || c >= 0x3400 && c <= 0x4DBF
                || c >= 0x20000 && c <= 0x2A6DF
                || c >= 0x2A700 && c <= 0x2B73F
                || c >= 0x2B740 && c <= 0x2B81F
                || c >= 0x2B920 && c <= 0x2CEAF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x2F800 && c <= 0x2FA1F;
    }
}
