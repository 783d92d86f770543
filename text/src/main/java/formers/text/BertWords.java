package formers.text;

import java.util.function.Consumer;

/// Cuts text where BERT does (Devlin et al. 2018): at white space, which goes, and around every punctuation mark
/// and Chinese character. Control characters go too; letters keep their case and their accents.
final class BertWords {

    private BertWords() {}

    static void cut(String text, Consumer<String> words) {
        var word = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                end(word, words);
            } else if (standsAlone(c)) {
                end(word, words);
                words.accept(Character.toString(c));
            } else if (!isControl(c)) {
                word.appendCodePoint(c);
            }
        }
        end(word, words);
    }

    private static void end(StringBuilder word, Consumer<String> words) {
        if (!word.isEmpty()) {
            words.accept(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || c >= '\t' && c <= '\r' && c != 0x0B && c != 0x0C;
    }

    private static boolean isControl(int c) {
        return c == 0xFFFD
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.PRIVATE_USE,
                            Character.SURROGATE,
                            Character.UNASSIGNED -> true;
                    default -> false;
                };
    }

    private static boolean standsAlone(int c) {
        if (c < 128) {
            return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
        }
        return isChinese(c)
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    /// The blocks that BERT counts, whatever has been added to Unicode since.
    private static boolean isChinese(int c) {
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
