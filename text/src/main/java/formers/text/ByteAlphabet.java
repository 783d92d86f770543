package formers.text;

import java.util.Arrays;

/// GPT-2's way to write bytes as visible characters, in which the vocabularies of byte-level tokenizers
/// are stored: the printable Latin-1 characters stand for themselves, all other bytes for the
/// characters from U+0100 on.
final class ByteAlphabet {

    private static final char[] CHARACTERS = new char[256];
    private static final int[] BYTES = new int[0x144];
    private static final int[] ORDER = new int[256];

    static {
        Arrays.fill(BYTES, -1);
        int at = 0;
        for (int b = 0; b < 256; b++) {
            if (printable(b)) {
                CHARACTERS[b] = (char) b;
                ORDER[at++] = b;
            }
        }
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            if (!printable(b)) {
                CHARACTERS[b] = (char) next++;
                ORDER[at++] = b;
            }
        }
        for (int b = 0; b < 256; b++) {
            BYTES[CHARACTERS[b]] = b;
        }
    }

    private ByteAlphabet() {}

    private static boolean printable(int b) {
        return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
    }

    static char character(int b) {
        return CHARACTERS[b];
    }

    static String encode(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            text.append(CHARACTERS[b & 0xFF]);
        }
        return text.toString();
    }

    /// The bytes of a stored token; null if it has a character that stands for no byte.
    static byte[] decode(String token) {
        var bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) {
                return null;
            }
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }

    /// The byte with a given id in GPT-2's vocabulary.
    static int byteAt(int id) {
        return ORDER[id];
    }
}
