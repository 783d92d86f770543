package formers.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Bytes of single characters.
final class Utf8 {

    private Utf8() {}

    /// The bytes of a character; those of `?` for half a surrogate pair.
    static byte[] bytes(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }

    /// The bytes of a text, others for every other text: halves of surrogate pairs, which have none in UTF-8, get those
    /// that their numbers would have.
    static byte[] key(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean suspicious = false; // a half becomes a question mark
        for (byte b : bytes) {
            suspicious |= b == '?';
        }
        if (!suspicious || new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            return bytes;
        }
        var out = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.write(0xE0 | c >> 12);
                out.write(0x80 | c >> 6 & 63);
                out.write(0x80 | c & 63);
            } else {
                out.writeBytes(bytes(c));
            }
        });
        return out.toByteArray();
    }

    /// The name that vocabularies give a byte, such as `<0x0A>`.
    static String name(int b) {
        return "<0x%02X>".formatted(b);
    }

    /// The byte that a token of [#name] stands for; -1 if it is none.
    static int named(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
            return -1;
        }
        int high = Character.digit(token.charAt(3), 16);
        int low = Character.digit(token.charAt(4), 16);
        return high < 0 || low < 0 || token.charAt(3) > 'f' || token.charAt(4) > 'f' ? -1 : 16 * high + low;
    }
}
