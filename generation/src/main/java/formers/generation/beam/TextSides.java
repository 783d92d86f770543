package formers.generation.beam;

import formers.generation.alignment.Side;
import formers.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Tokens as text.
final class TextSides {

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private TextSides() {}

    /// Pieces of text, one for each token: what a token adds to the text of those before it. What it takes
    /// several tokens to write, such as a character of several bytes, is the last one's.
    static Side side(Tokenizer tokenizer, int[] ids) {
        var text = tokenizer.decode(ids);
        var pieces = new ArrayList<String>();
        int written = 0;
        for (int count = 1; count <= ids.length; count++) {
            // Whole prefixes, as what a token stands for may depend on those before it, and bytes on those after.
            var prefix = count < ids.length ? tokenizer.decode(Arrays.copyOf(ids, count)) : text;
            int now = Math.max(written, common(text, prefix));
            pieces.add(text.substring(written, now));
            written = now;
        }
        return Side.ofPieces(pieces);
    }

    /// UTF-16 units that two texts begin with alike, of whole characters.
    private static int common(String text, String prefix) {
        int length = 0;
        int most = Math.min(text.length(), prefix.length());
        while (length < most && text.charAt(length) == prefix.charAt(length)) {
            length++;
        }
        boolean half = length > 0 && length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
        return half ? length - 1 : length;
    }

    /// One line, which any encoding of Unicode can hold.
    static String line(Tokenizer tokenizer, int[] ids) {
        var text = LINE_BREAK.matcher(tokenizer.decode(ids)).replaceAll(" ");
        // The way there and back leaves no half of a surrogate pair, which a decoder of a tokenizer could.
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
