package formers.text;

import formers.text.Encoding.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Places of tokens whose bytes, one after the other, are those of the text.
final class ByteOffsets {

    private ByteOffsets() {}

    /// A token that begins or ends inside a character stands for all of it.
    static Encoding of(Tokenizer tokenizer, String text) {
        var tokens = new ArrayList<Token>();
        int unit = 0;
        int left = width(text, 0);
        for (int id : tokenizer.encode(text)) {
            byte[] bytes = tokenizer.bytes(id);
            int start = unit;
            int end = unit;
            for (int taken = 0; taken < bytes.length && unit < text.length(); taken++) {
                int next = unit + Character.charCount(text.codePointAt(unit));
                end = next;
                if (--left == 0) {
                    unit = next;
                    left = width(text, unit);
                }
            }
            var name = new String(bytes, StandardCharsets.UTF_8);
            tokens.add(new Token(id, name, start, end, 0, false, false));
        }
        return new Encoding(tokens);
    }

    private static int width(String text, int unit) {
        return unit < text.length() ? Utf8.bytes(text.codePointAt(unit)).length : 0;
    }
}
