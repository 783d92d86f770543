package formers.text;

import java.nio.charset.StandardCharsets;

/// Bytes of single characters.
final class Utf8 {

    private Utf8() {}

    /// The bytes of a character; those of `?` for half a surrogate pair.
    static byte[] bytes(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
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
