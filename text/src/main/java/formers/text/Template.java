package formers.text;

import formers.text.Encoding.Token;
import java.util.ArrayList;
import java.util.List;

/// Texts and special tokens in a fixed order.
record Template(List<Part> single, List<Part> pair) implements PostProcessor {

    private static final int LARGEST_TYPE = 1 << 20;

    /// A special token, or a text where `token` is null.
    ///
    /// @param text which one, 0 or 1
    /// @param type that its tokens get
    record Part(Token token, int text, int type) {}

    static Part special(Token token) {
        return new Part(token, 0, token.type());
    }

    static Part text(int text, int type) {
        return new Part(null, text, type);
    }

    static Template read(JsonPlace place) {
        var tokens = place.get("special_tokens");
        return new Template(parts(place.get("single"), tokens), parts(place.get("pair"), tokens));
    }

    private static List<Part> parts(JsonPlace template, JsonPlace tokens) {
        var parts = new ArrayList<Part>();
        for (var piece : template.elements()) {
            var text = piece.get("Sequence");
            if (text.absent()) {
                addSpecial(piece.get("SpecialToken"), tokens, parts);
                continue;
            }
            var name = text.get("id");
            parts.add(text(
                    switch (name.string()) {
                        case "A" -> 0;
                        case "B" -> 1;
                        default -> throw name.wrong("A or B");
                    },
                    text.get("type_id").integer(0, LARGEST_TYPE)));
        }
        return parts;
    }

    /// A special token of a template may stand for several of the vocabulary.
    private static void addSpecial(JsonPlace piece, JsonPlace tokens, List<Part> parts) {
        var name = piece.object().get("id");
        int type = piece.get("type_id").integer(0, LARGEST_TYPE);
        var known = tokens.get(name.string());
        if (known.absent()) {
            throw name.wrong("one of the template's special_tokens");
        }
        var ids = known.get("ids").elements();
        var names = known.get("tokens").elements();
        if (ids.size() != names.size()) {
            throw known.wrong("as many ids as tokens");
        }
        for (int i = 0; i < ids.size(); i++) {
            int id = ids.get(i).integer(0, Integer.MAX_VALUE);
            parts.add(special(new Token(id, names.get(i).string(), 0, 0, type, true, false)));
        }
    }

    @Override
    public List<List<Token>> apply(List<List<Token>> texts, boolean special) {
        var applied = new ArrayList<List<Token>>();
        for (var part : texts.size() > 1 ? pair : single) {
            if (part.token == null && part.text < texts.size()) {
                applied.add(texts.get(part.text).stream()
                        .map(token -> token.withType(part.type))
                        .toList());
            } else if (part.token != null && special) {
                applied.add(List.of(part.token));
            }
        }
        return applied;
    }
}
