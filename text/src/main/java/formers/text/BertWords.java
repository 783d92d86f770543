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
            if (goes(c)) {
                continue;
            }
            if (CharacterKinds.isSpace(c)) {
                end(word, words);
            } else if (standsAlone(c)) {
                end(word, words);
                words.accept(Character.toString(c));
            } else {
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

    private static boolean standsAlone(int c) {
        return CharacterKinds.isChinese(c) || CharacterKinds.isPunctuation(c);
    }

    private static boolean goes(int c) {
        return c == 0 || c == 0xFFFD || CharacterKinds.isControl(c);
    }
}
