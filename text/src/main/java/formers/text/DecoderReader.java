package formers.text;

import java.util.ArrayList;
import java.util.List;

/// Decoders of a `tokenizer.json`.
final class DecoderReader {

    /// What white space the English words of BERT's vocabulary lose, in this order.
    private static final String[][] ENGLISH = {
        {" .", "."},
        {" ?", "?"},
        {" !", "!"},
        {" ,", ","},
        {" ' ", "'"},
        {" n't", "n't"},
        {" 'm", "'m"},
        {" do not", " don't"},
        {" 's", "'s"},
        {" 've", "'ve"},
        {" 're", "'re"}
    };

    private static final int MOST_STRIPPED = 1 << 20;

    private DecoderReader() {}

    /// @throws InputException if it is none of those that the library has
    static Decoder read(JsonPlace place) {
        if (place.absent()) {
            return tokens -> List.of(String.join(" ", tokens));
        }
        var type = place.object().get("type");
        return switch (type.string()) {
            case "ByteLevel" -> Decoder::byteLevel;
            case "WordPiece" ->
                wordPiece(place.get("prefix").string("##"), place.get("cleanup").flag(true));
            case "Metaspace" -> Metaspace.read(place);
            case "BPEDecoder" -> bytePairs(place.get("suffix").string("</w>"));
            case "ByteFallback" -> Decoder::byteFallback;
            case "Fuse" -> Decoder::fuse;
            case "Strip" ->
                strip(
                        place.get("content").character(),
                        place.get("start").integer(0, MOST_STRIPPED),
                        place.get("stop").integer(0, MOST_STRIPPED));
            case "Replace" -> {
                var replacing = Normalizer.replacing(
                        PatternReader.read(place.get("pattern")),
                        place.get("content").string());
                yield tokens -> tokens.stream()
                        .map(token -> replacing.apply(AlignedText.of(token)).text())
                        .toList();
            }
            case "CTC" ->
                timeSteps(
                        place.get("pad_token").string("<pad>"),
                        place.get("word_delimiter_token").string("|"),
                        place.get("cleanup").flag(true));
            case "Sequence" -> {
                var steps = new ArrayList<Decoder>();
                for (var step : place.get("decoders").elements()) {
                    steps.add(read(step));
                }
                yield Decoder.sequence(steps);
            }
            default ->
                throw type.wrong("ByteLevel, WordPiece, Metaspace, BPEDecoder, ByteFallback, Fuse, Strip, Replace, "
                        + "CTC or Sequence");
        };
    }

    private static Decoder wordPiece(String prefix, boolean cleanup) {
        return tokens -> {
            var parts = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                var part = parts.isEmpty()
                        ? token
                        : token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
                parts.add(cleanup ? cleaned(part) : part);
            }
            return parts;
        };
    }

    private static String cleaned(String text) {
        for (var rule : ENGLISH) {
            text = text.replace(rule[0], rule[1]);
        }
        return text;
    }

    private static Decoder bytePairs(String suffix) {
        return tokens -> {
            var parts = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                parts.add(token.replace(suffix, parts.size() + 1 == tokens.size() ? "" : " "));
            }
            return parts;
        };
    }

    private static Decoder strip(int content, int start, int stop) {
        return tokens -> tokens.stream()
                .map(token -> stripped(token, content, start, stop))
                .toList();
    }

    private static String stripped(String token, int content, int start, int stop) {
        int[] characters = token.codePoints().toArray();
        int from = 0;
        while (from < start && from < characters.length && characters[from] == content) {
            from++;
        }
        int to = characters.length;
        for (int n = 0; n < stop && to > from && characters[to - 1] == content; n++) {
            to--;
        }
        return new String(characters, from, to - from);
    }

    /// Labels of time steps (Graves et al. 2006, "Connectionist temporal classification", section 3.1): equal ones
    /// beside each other are one, and blanks go.
    private static Decoder timeSteps(String blank, String delimiter, boolean cleanup) {
        return tokens -> {
            var parts = new ArrayList<String>();
            String last = null;
            for (var token : tokens) {
                if (!token.equals(last)) {
                    var part = token.replace(blank, "");
                    part = cleanup ? cleaned(part).replace(delimiter, " ") : part;
                    if (!part.isEmpty()) {
                        parts.add(part);
                    }
                }
                last = token;
            }
            return parts;
        };
    }
}
