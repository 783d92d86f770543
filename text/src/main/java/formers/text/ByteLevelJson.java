package formers.text;

import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A byte-level byte-pair vocabulary as `tokenizer.json`.
final class ByteLevelJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ByteLevelJson() {}

    /// @param names   of tokens by id, in GPT-2's byte alphabet but for special ones
    /// @param merges  in order of rank
    /// @param pattern of words
    /// @param special tokens by id
    static ObjectNode of(
            List<String> names, List<Merge> merges, KnownPattern pattern, SortedMap<Integer, String> special) {
        var root = frame(pattern, special);
        var model = (ObjectNode) root.get("model");
        model.set("vocab", TokenizerJson.vocabulary(names));
        model.set("merges", RebuiltMerges.json(merges, names));
        return root;
    }

    /// All of it but names and merges.
    private static ObjectNode frame(KnownPattern pattern, SortedMap<Integer, String> special) {
        var root = JSON.objectNode().put("version", "1.0").putNull("truncation").putNull("padding");
        var added = root.putArray("added_tokens");
        special.forEach((id, name) -> added.add(TokenizerJson.added(id, name, true)));
        boolean gpt2 = pattern == KnownPattern.GPT2;
        root.putNull("normalizer");
        root.set("pre_tokenizer", gpt2 ? byteLevel(true) : split(pattern));
        root.putNull("post_processor");
        root.set("decoder", byteLevel(true));
        var model = root.putObject("model").put("type", "BPE");
        for (var absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        // Newer vocabularies have words that no row of merges makes.
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", wholeWords(pattern));
        return root;
    }

    /// Whether a word that is a token needs no merges.
    static boolean wholeWords(KnownPattern pattern) {
        return pattern != KnownPattern.GPT2;
    }

    private static ObjectNode split(KnownPattern pattern) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        var steps = sequence.putArray("pretokenizers");
        var split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", pattern.source());
        split.put("behavior", "Isolated").put("invert", false);
        steps.add(byteLevel(false));
        return sequence;
    }

    /// @param words whether words of GPT-2's pattern are cut
    private static ObjectNode byteLevel(boolean words) {
        return JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", words);
    }
}
