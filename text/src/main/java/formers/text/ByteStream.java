package formers.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// The characters of tokens that are bytes, whatever stands around them.
final class ByteStream implements TokenStream {

    private final Tokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] waiting = new byte[0];

    ByteStream(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public String accept(int id) {
        byte[] bytes = tokenizer.bytes(id);
        return bytes.length == 0 ? "" : decode(bytes, false);
    }

    @Override
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
