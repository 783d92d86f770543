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
        var root = JSON.objectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        switch (tokenizer) {
            case BytePairTokenizer pairs -> write(pairs, root);
            case CharacterTokenizer characters -> write(characters, root);
            case LlamaTokenizer llama -> write(llama, root);
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

    private static void write(LlamaTokenizer tokenizer, ObjectNode root) {
        var vocabulary = tokenizer.vocabulary();
        var layout = tokenizer.layout();
        writeSpecial(vocabulary.special(), root);
        root.set("normalizer", spaces(layout.spaceFirst()));
        root.putNull("pre_tokenizer");
        writeTemplate(vocabulary, layout.first(), root);
        root.set("decoder", fallbackDecoder(layout.dropsSpace()));
        var model = pairModel(root);
        model.put("unk_token", layout.unknown()).put("byte_fallback", true).put("fuse_unk", true);
        writeTokens(model, vocabulary.size(), vocabulary::name, tokenizer.merges());
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

    private static void writeTemplate(Vocabulary vocabulary, List<Integer> first, ObjectNode root) {
        if (first.isEmpty()) {
            root.putNull("post_processor");
            return;
        }
        var template = root.putObject("post_processor").put("type", "TemplateProcessing");
        var single = template.putArray("single");
        var pair = template.putArray("pair");
        var tokens = template.putObject("special_tokens");
        for (int id : first) {
            var name = vocabulary.name(id);
            var token = piece("SpecialToken", name, 0);
            single.add(token);
            pair.add(token);
            var known = tokens.putObject(name).put("id", name);
            known.putArray("ids").add(id);
            known.putArray("tokens").add(name);
        }
        single.add(piece("Sequence", "A", 0));
        pair.add(piece("Sequence", "A", 0));
        first.forEach(id -> pair.add(piece("SpecialToken", vocabulary.name(id), 1)));
        pair.add(piece("Sequence", "B", 1));
    }

    private static ObjectNode piece(String kind, String id, int type) {
        var piece = JSON.objectNode();
        piece.putObject(kind).put("id", id).put("type_id", type);
        return piece;
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

    /// A normalizer that writes spaces as `▁`, with one more before the text if asked for.
    static ObjectNode spaces(boolean first) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        var steps = sequence.putArray("normalizers");
        if (first) {
            steps.addObject().put("type", "Prepend").put("prepend", LlamaTokenizer.SPACE);
        }
        steps.add(replacing(" ", LlamaTokenizer.SPACE));
        return sequence;
    }

    /// A decoder that undoes [#spaces] and joins bytes to characters.
    static ObjectNode fallbackDecoder(boolean dropsSpace) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        var steps = sequence.putArray("decoders");
        steps.add(replacing(LlamaTokenizer.SPACE, " "));
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (dropsSpace) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        return sequence;
    }

    private static ObjectNode replacing(String from, String to) {
        var replace = JSON.objectNode().put("type", "Replace");
        replace.putObject("pattern").put("String", from);
        return replace.put("content", to);
    }
}
