package formers.text;

import java.util.ArrayList;
import java.util.HashMap;
import tools.jackson.databind.node.JsonNodeFactory;

/// Models of a `tokenizer.json`.
final class ModelReader {

    private static final int LONGEST_WORD = 1 << 20;

    private ModelReader() {}

    /// @param fast the fast way to what the file's pre-tokenizer and this model give; null if there is none
    record Model(SubwordModel model, ByteLevelWords fast) {}

    /// All tokens of a file, added ones included.
    static Vocabulary vocabulary(JsonPlace root) {
        var model = root.get("model").object();
        var vocab = model.get("vocab");
        if (model.get("type").string().equals("Unigram")) {
            var ids = new HashMap<String, Integer>();
            for (var piece : vocab.elements()) {
                if (ids.putIfAbsent(name(piece), ids.size()) != null) {
                    throw piece.wrong("each piece once");
                }
            }
            return Vocabulary.with(vocab, ids, root.get("added_tokens"));
        }
        return Vocabulary.read(vocab, root.get("added_tokens"));
    }

    private static String name(JsonPlace piece) {
        var parts = piece.elements();
        if (parts.size() != 2) {
            throw piece.wrong("a piece and its score");
        }
        return parts.get(0).string();
    }

    static Model read(JsonPlace root, Vocabulary vocabulary) {
        var model = root.get("model");
        var type = model.get("type");
        return switch (type.string()) {
            case "BPE" -> bytePairs(root, model, vocabulary);
            case "WordLevel" ->
                new Model(
                        new WordLevel(
                                vocabulary.names(),
                                ids(model.get("vocab"), vocabulary),
                                model.get("unk_token").string("<unk>")),
                        null);
            case "WordPiece" -> new Model(wordPiece(model, vocabulary), null);
            case "Unigram" -> new Model(unigram(model), null);
            default -> throw type.wrong("BPE, WordLevel, WordPiece or Unigram");
        };
    }

    /// Ids of the tokens that are the model's own.
    private static NameTable ids(JsonPlace vocab, Vocabulary vocabulary) {
        var own = vocab.node();
        return own.size() == vocabulary.size()
                ? vocabulary.ids()
                : new NameTable(vocabulary.names(), id -> own.has(vocabulary.name(id)));
    }

    private static SubwordModel wordPiece(JsonPlace model, Vocabulary vocabulary) {
        var longest = model.get("max_input_chars_per_word");
        var own = model.get("vocab").node();
        return new WordPiece(
                vocabulary.names().stream()
                        .map(name -> own.has(name) ? name : "")
                        .toList(),
                model.get("unk_token").string("[UNK]"),
                model.get("continuing_subword_prefix").string("##"),
                longest.absent() ? 100 : longest.integer(0, LONGEST_WORD));
    }

    private static SubwordModel unigram(JsonPlace model) {
        var pieces = new ArrayList<String>();
        var elements = model.get("vocab").elements();
        var scores = new double[elements.size()];
        for (var piece : elements) {
            scores[pieces.size()] = piece.elements().get(1).number();
            pieces.add(name(piece));
        }
        var unknown = model.get("unk_id");
        return new Unigram(
                pieces,
                scores,
                unknown.absent() ? -1 : unknown.integer(0, pieces.size() - 1),
                model.get("byte_fallback").flag(false));
    }

    private static Model bytePairs(JsonPlace root, JsonPlace model, Vocabulary vocabulary) {
        model.get("dropout").absentOr(JsonNodeFactory.instance.numberNode(0.0));
        var settings = settings(model);
        var merges = new ArrayList<Merge>();
        for (var merge : model.get("merges").elements()) {
            merges.add(merge(vocabulary, merge, settings.prefix()));
        }
        var ids = ids(model.get("vocab"), vocabulary);
        var merging = new Merging(merges);
        var bytePairs = new BytePairModel(vocabulary.names(), ids, merging, settings);
        return new Model(bytePairs, fast(root, ids, merging, settings));
    }

    private static BytePairModel.Settings settings(JsonPlace model) {
        var unknown = model.get("unk_token");
        return new BytePairModel.Settings(
                unknown.absent() ? null : unknown.string(),
                model.get("continuing_subword_prefix").string(""),
                model.get("end_of_word_suffix").string(""),
                model.get("fuse_unk").flag(false),
                model.get("byte_fallback").flag(false),
                model.get("ignore_merges").flag(false));
    }

    private static ByteLevelWords fast(
            JsonPlace root, NameTable ids, Merging merging, BytePairModel.Settings settings) {
        var pattern = pattern(root.get("pre_tokenizer"));
        if (pattern == null
                || !settings.prefix().isEmpty()
                || !settings.suffix().isEmpty()) {
            return null;
        }
        return new ByteLevelWords(pattern, ByteLevelWords.bytes(ids), merging, settings.wholeWords() ? ids : null);
    }

    /// The pattern that cuts a text before its words become bytes; null if more happens.
    private static KnownPattern pattern(JsonPlace cut) {
        if (bytesOnly(cut)) {
            return cut.get("use_regex").flag(true) ? KnownPattern.GPT2 : null;
        }
        if (!cut.is("Sequence")) {
            return null;
        }
        var steps = cut.get("pretokenizers").elements();
        if (steps.size() != 2
                || !steps.get(0).is("Split")
                || !bytesOnly(steps.get(1))
                || steps.get(1).get("use_regex").flag(true)) {
            return null;
        }
        var split = steps.get(0);
        boolean inverted = split.get("invert").flag(false);
        // The known patterns match everything, so nothing is left to remove.
        boolean isolating = split.get("behavior").string().equals(inverted ? "Removed" : "Isolated");
        var regex = split.get("pattern").get("Regex");
        return isolating && !regex.absent() ? KnownPattern.of(regex.string()).orElse(null) : null;
    }

    private static boolean bytesOnly(JsonPlace cut) {
        return cut.is("ByteLevel") && !cut.get("add_prefix_space").flag(true);
    }

    /// Older files have merges as "a b", newer ones as ["a", "b"].
    ///
    /// @param prefix what the right side's name has more than it adds
    static Merge merge(Vocabulary vocabulary, JsonPlace place, String prefix) {
        if (place.node().isString()) {
            var line = place.string();
            var pair = line.split(" ", -1);
            if (pair.length != 2) {
                throw place.wrong("two tokens with a space between", "'" + line + "'");
            }
            return vocabulary.merge(place, pair[0], pair[1], prefix);
        }
        var pair = place.elements();
        if (pair.size() != 2) {
            throw place.wrong("two tokens");
        }
        return vocabulary.merge(place, pair.get(0).string(), pair.get(1).string(), prefix);
    }
}
