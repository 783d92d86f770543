package formers.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns tokens into text as they come, and never shows half a character: bytes of a character that is
/// not complete wait for the next token. Not thread-safe; one per text.
public final class StreamingDecoder {

    private final Tokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] waiting = new byte[0];
    private boolean start = true;

    public StreamingDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Takes a token; returns the characters that are complete now.
    public String accept(int id) {
        byte[] bytes = tokenizer.bytes(id);
        if (bytes.length == 0) {
            return "";
        }
        if (start && tokenizer.dropsLeadingSpace() && bytes[0] == ' ') {
            bytes = Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        start = false;
        return decode(bytes, false);
    }

    /// What is left at the end: U+FFFD for an incomplete character.
    public String flush() {
        return decode(new byte[0], true);
    }

    private String decode(byte[] more, boolean end) {
        var in = ByteBuffer.allocate(waiting.length + more.length)
                .put(waiting)
                .put(more)
                .flip();
        var out = CharBuffer.allocate(in.remaining() + 2);
        utf8.decode(in, out, end);
        if (end) {
            utf8.flush(out);
            utf8.reset();
        }
        waiting = new byte[in.remaining()];
        in.get(waiting);
        return out.flip().toString();
    }
}
