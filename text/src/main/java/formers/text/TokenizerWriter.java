package formers.text;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes tokenizers, and knows the parts of a file that the reader compares.
final class TokenizerWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TokenizerWriter() {}

    static ObjectNode json(Tokenizer tokenizer) {
        if (tokenizer instanceof PipelineTokenizer pipeline) {
            return pipeline.json();
        }
        var root = JSON.objectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        switch (tokenizer) {
            case BytePairTokenizer pairs -> write(pairs, root);
            case CharacterTokenizer characters -> write(characters, root);
            default ->
                throw new IllegalArgumentException("%s has no tokenizer.json"
                        .formatted(tokenizer.getClass().getSimpleName()));
        }
        return root;
    }

    private static void write(BytePairTokenizer tokenizer, ObjectNode root) {
        writeSpecial(tokenizer.special(), root);
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevel());
        root.putNull("post_processor");
        root.set("decoder", byteLevel());
        var model = pairModel(root);
        model.putNull("unk_token").put("byte_fallback", false).put("fuse_unk", false);
        writeTokens(model, tokenizer.vocabularySize(), tokenizer::stored, tokenizer.merges());
    }

    private static void write(CharacterTokenizer tokenizer, ObjectNode root) {
        root.putArray("added_tokens");
        root.putNull("normalizer");
        root.set("pre_tokenizer", singleCharacters());
        root.putNull("post_processor");
        root.putObject("decoder").put("type", "Fuse");
        var model = root.putObject("model").put("type", "WordLevel");
        var vocabulary = model.putObject("vocab");
        int[] characters = tokenizer.characters();
        for (int id = 0; id < characters.length; id++) {
            vocabulary.put(Character.toString(characters[id]), id);
        }
        // The library wants a name here, and reports an unknown character if it names no token.
        model.put("unk_token", "<unk>");
    }

    private static void writeSpecial(Map<Integer, String> special, ObjectNode root) {
        var added = root.putArray("added_tokens");
        new TreeMap<>(special).forEach((id, name) -> {
            var token = added.addObject().put("id", id).put("content", name);
            for (var flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                token.put(flag, false);
            }
            token.put("special", true);
        });
    }

    private static ObjectNode pairModel(ObjectNode root) {
        var model = root.putObject("model").put("type", "BPE");
        for (var absent : List.of("dropout", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        return model.put("ignore_merges", false);
    }

    private static void writeTokens(ObjectNode model, int size, IntFunction<String> name, List<Merge> merges) {
        var vocabulary = model.putObject("vocab");
        for (int id = 0; id < size; id++) {
            vocabulary.put(name.apply(id), id);
        }
        var lines = model.putArray("merges");
        merges.forEach(merge -> lines.add(name.apply(merge.left()) + " " + name.apply(merge.right())));
    }

    private static ObjectNode byteLevel() {
        return JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    /// A pre-tokenizer that makes every character a word.
    static ObjectNode singleCharacters() {
        var split = JSON.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", "[\\s\\S]");
        return split.put("behavior", "Isolated").put("invert", false);
    }
}
