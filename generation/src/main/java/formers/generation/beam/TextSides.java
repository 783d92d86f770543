package formers.generation.beam;

import formers.generation.alignment.Side;
import formers.text.StreamingDecoder;
import formers.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.regex.Pattern;

/// Tokens as text.
final class TextSides {

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private TextSides() {}

    /// Pieces of text, one for each token.
    static Side side(Tokenizer tokenizer, int[] ids) {
        var decoder = new StreamingDecoder(tokenizer);
        var pieces = new ArrayList<String>();
        for (int id : ids) {
            pieces.add(decoder.accept(id));
        }
        if (!pieces.isEmpty()) {
            pieces.set(pieces.size() - 1, pieces.getLast() + decoder.flush());
        }
        return Side.ofPieces(pieces);
    }

    /// One line, which any encoding of Unicode can hold.
    static String line(Tokenizer tokenizer, int[] ids) {
        var text = LINE_BREAK.matcher(tokenizer.decode(ids)).replaceAll(" ");
        // The way there and back leaves no half of a surrogate pair, which a decoder of a tokenizer could.
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
