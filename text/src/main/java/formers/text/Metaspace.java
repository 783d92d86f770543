package formers.text;

import formers.text.Splitting.Behaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// SentencePiece's way with spaces (Kudo and Richardson 2018, section 3.1): each becomes a visible sign, which begins
/// the word it stands before.
record Metaspace(String replacement, Scheme scheme, boolean split) implements PreTokenizer, Decoder {

    /// Before which pieces of a text the sign is put if it is not there.
    enum Scheme {
        ALWAYS,
        FIRST,
        NEVER
    }

    static Metaspace read(JsonPlace place) {
        var replacement = place.get("replacement");
        var scheme = place.get("prepend_scheme");
        // Older files have a truth value in its place.
        boolean always = place.get("add_prefix_space").flag(true);
        return new Metaspace(
                replacement.absent() ? "▁" : Character.toString(replacement.character()),
                switch (scheme.string(always ? "always" : "never")) {
                    case "always" -> Scheme.ALWAYS;
                    case "first" -> Scheme.FIRST;
                    case "never" -> Scheme.NEVER;
                    default -> throw scheme.wrong("always, first or never");
                },
                place.get("split").flag(true));
    }

    @Override
    public void cut(AlignedText piece, Consumer<AlignedText> words) {
        var text = Normalizer.replacing(TextPattern.of(" "), replacement).apply(piece);
        boolean wanted = switch (scheme) {
            case ALWAYS -> true;
            case FIRST -> piece.first();
            case NEVER -> false;
        };
        if (wanted && !text.text().startsWith(replacement)) {
            text = text.prepend(replacement);
        }
        if (split) {
            new Splitting(TextPattern.of(replacement), Behaviour.MERGED_WITH_NEXT).cut(text, words);
        } else {
            words.accept(text);
        }
    }

    @Override
    public List<String> apply(List<String> tokens) {
        var decoded = new ArrayList<String>(tokens.size());
        for (var token : tokens) {
            boolean put = decoded.isEmpty() && scheme != Scheme.NEVER;
            decoded.add(token.replace(replacement, put ? "" : " "));
        }
        return decoded;
    }
}
