package formers.text;

import formers.text.SentencePieceModel.Piece;
import formers.text.SentencePieceModel.Type;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A SentencePiece model as the `tokenizer.json` that cuts texts as it does.
final class SentencePieceJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SentencePieceJson() {}

    static ObjectNode of(SentencePieceModel model) {
        var root = JSON.objectNode().put("version", "1.0").putNull("truncation").putNull("padding");
        var added = root.putArray("added_tokens");
        var pieces = model.pieces();
        for (int id = 0; id < pieces.size(); id++) {
            var piece = pieces.get(id);
            switch (piece.type()) {
                case UNKNOWN, CONTROL -> added.add(TokenizerJson.added(id, piece.text(), true));
                case USER_DEFINED -> added.add(TokenizerJson.added(id, piece.text(), false));
                case NORMAL, UNUSED, BYTE -> {}
            }
        }
        root.set("normalizer", normalizer(model));
        boolean unigram = model.kind() == SentencePieceModel.Kind.UNIGRAM;
        if (unigram && pieces.stream().noneMatch(SentencePieceJson::spansWords)) {
            root.set("pre_tokenizer", TokenizerJson.metaspace("never"));
        } else {
            root.putNull("pre_tokenizer");
        }
        if (!unigram && model.begin() >= 0 && pieces.get(model.begin()).type() == Type.CONTROL) {
            root.set(
                    "post_processor",
                    TokenizerJson.template(
                            List.of(model.begin()),
                            List.of(),
                            id -> pieces.get(id).text()));
        } else {
            root.putNull("post_processor");
        }
        root.set("decoder", decoder(model.spaceFirst()));
        root.set("model", unigram ? unigram(model) : bytePairs(model));
        return root;
    }

    /// Whether a piece goes on behind a space, so that text may not be cut there.
    private static boolean spansWords(Piece piece) {
        return piece.type() == Type.NORMAL && piece.text().indexOf(TokenizerJson.SPACE, 1) >= 0;
    }

    private static ObjectNode normalizer(SentencePieceModel model) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        var steps = sequence.putArray("normalizers");
        if (model.charsMap().length > 0) {
            steps.addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(model.charsMap()));
        }
        if (model.oneSpaceOnly()) {
            steps.add(replacing("Regex", "\\A +| +\\z", ""));
            steps.add(replacing("Regex", " {2,}", " "));
        }
        if (model.spaceFirst()) {
            steps.addObject().put("type", "Prepend").put("prepend", TokenizerJson.SPACE);
        }
        steps.add(replacing("String", " ", TokenizerJson.SPACE));
        return sequence;
    }

    private static ObjectNode decoder(boolean spaceFirst) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        var steps = sequence.putArray("decoders");
        steps.add(replacing("String", TokenizerJson.SPACE, " "));
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (spaceFirst) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        return sequence;
    }

    /// @param kind `String` or `Regex`
    private static ObjectNode replacing(String kind, String pattern, String by) {
        var replace = JSON.objectNode().put("type", "Replace");
        replace.putObject("pattern").put(kind, pattern);
        return replace.put("content", by);
    }

    private static ObjectNode unigram(SentencePieceModel model) {
        var names = names(model);
        return TokenizerJson.unigram(new Unigram(names, scores(model), model.unknown(), model.byteFallback()));
    }

    private static ObjectNode bytePairs(SentencePieceModel model) {
        var names = names(model);
        var merges = RebuiltMerges.byScore(
                names, scores(model), id -> model.pieces().get(id).type() == Type.NORMAL);
        var written = JSON.objectNode().put("type", "BPE");
        for (var absent : List.of("dropout", "continuing_subword_prefix", "end_of_word_suffix")) {
            written.putNull(absent);
        }
        written.put("ignore_merges", false);
        written.put("unk_token", model.unknown() < 0 ? null : names.get(model.unknown()));
        written.put("byte_fallback", model.byteFallback()).put("fuse_unk", true);
        written.set("vocab", TokenizerJson.vocabulary(names));
        written.set("merges", RebuiltMerges.json(merges, names));
        return written;
    }

    private static List<String> names(SentencePieceModel model) {
        return model.pieces().stream().map(Piece::text).toList();
    }

    private static double[] scores(SentencePieceModel model) {
        return model.pieces().stream().mapToDouble(Piece::score).toArray();
    }
}
