package formers.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tokenizers as Hugging Face's `tokenizer.json`, and GPT-2's older `vocab.json` with `merges.txt`. What is written, the
/// `tokenizers` library reads.
public final class TokenizerFiles {

    private static final long LARGEST_BYTES = 256_000_000;
    private static final int LARGEST_VOCABULARY = 1 << 22;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TokenizerFiles() {}

    /// Reads a `tokenizer.json`, or the one in a model directory (or its `vocab.json` and `merges.txt`).
    ///
    /// @throws InputException if it is missing, damaged, or of a kind that is not supported; says which
    public static Tokenizer read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            var json = path.resolve("tokenizer.json");
            return !Files.exists(json) && Files.exists(path.resolve("vocab.json"))
                    ? readGpt2(path.resolve("vocab.json"), path.resolve("merges.txt"))
                    : read(json);
        }
        var root = new Source(path, "").object(parse(path));
        var model = root.object("model");
        return switch (model.string("type")) {
            case "BPE" -> bytePair(root, model);
            case "WordLevel" -> characters(model);
            default ->
                throw model.wrong("type", "BPE or WordLevel", "'" + model.string("type") + "'");
        };
    }

    private static JsonNode parse(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new InputException("there is no tokenizer " + path);
        }
        if (Files.size(path) > LARGEST_BYTES) {
            throw new InputException("%s has %d bytes; a tokenizer has at most %d"
                    .formatted(path, Files.size(path), LARGEST_BYTES));
        }
        try {
            return JSON.readTree(Files.readAllBytes(path));
        } catch (JacksonException e) {
            throw new InputException(path + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Tokenizer bytePair(Source root, Source model) {
        requireByteLevel(root);
        var special = new TreeMap<Integer, String>();
        if (root.node.path("added_tokens").isArray()) {
            for (var added : root.node.get("added_tokens")) {
                special.put(added.path("id").asInt(-1), added.path("content").asString(""));
            }
        }
        var ids = vocabulary(model);
        var pairs = new ArrayList<String[]>();
        for (var merge : model.array("merges")) {
            // Older files have "a b", newer ones ["a", "b"].
            pairs.add(merge.isArray()
                    ? new String[] {merge.path(0).asString(""), merge.path(1).asString("")}
                    : merge.asString("").split(" ", 2));
        }
        return build(model, ids, special, pairs);
    }

    private static void requireByteLevel(Source root) {
        var cut = root.node.path("pre_tokenizer");
        if (!cut.path("type").asString("").equals("ByteLevel") || cut.path("add_prefix_space").asBoolean(false)) {
            throw root.wrong(
                    "pre_tokenizer", "ByteLevel without a prefix space", cut.isMissingNode() ? "none" : cut.toString());
        }
        if (!root.node.path("normalizer").isNull() && !root.node.path("normalizer").isMissingNode()) {
            throw root.wrong("normalizer", "none", root.node.get("normalizer").toString());
        }
    }

    private static Map<String, Integer> vocabulary(Source model) {
        var ids = new HashMap<String, Integer>();
        var seen = new HashMap<Integer, String>();
        for (var entry : model.object("vocab").node.properties()) {
            var value = entry.getValue();
            if (!value.isInt() || value.intValue() < 0 || value.intValue() >= LARGEST_VOCABULARY) {
                throw model.wrong("vocab." + entry.getKey(), "an id from 0 to " + (LARGEST_VOCABULARY - 1), value.toString());
            }
            var other = seen.put(value.intValue(), entry.getKey());
            if (other != null) {
                throw model.wrong("vocab." + entry.getKey(), "an id of its own", value + ", which '" + other + "' has too");
            }
            ids.put(entry.getKey(), value.intValue());
        }
        return ids;
    }

    private static BytePairTokenizer build(
            Source model, Map<String, Integer> ids, Map<Integer, String> special, List<String[]> pairs) {
        int size = Math.max(
                ids.values().stream().mapToInt(id -> id + 1).max().orElse(0),
                special.keySet().stream().mapToInt(id -> id + 1).max().orElse(0));
        if (size > ids.size() + special.size()) {
            throw model.wrong("vocab", "ids without gaps", ids.size() + " tokens with ids up to " + (size - 1));
        }
        var tokens = new ArrayList<byte[]>(java.util.Collections.nCopies(size, new byte[0]));
        ids.forEach((name, id) -> {
            if (!special.containsKey(id)) {
                byte[] bytes = ByteAlphabet.decode(name);
                if (bytes == null) {
                    throw model.wrong("vocab", "tokens in GPT-2's byte alphabet", "'" + name + "'");
                }
                tokens.set(id, bytes);
            }
        });
        var merges = new ArrayList<BytePairTokenizer.Merge>();
        for (var pair : pairs) {
            if (pair.length != 2) {
                throw model.wrong("merges[" + merges.size() + "]", "two tokens", String.join(" ", pair));
            }
            merges.add(new BytePairTokenizer.Merge(
                    id(model, ids, pair[0], merges.size()), id(model, ids, pair[1], merges.size()),
                    id(model, ids, pair[0] + pair[1], merges.size())));
        }
        return new BytePairTokenizer(tokens, merges, special);
    }

    private static int id(Source model, Map<String, Integer> ids, String token, int merge) {
        var id = ids.get(token);
        if (id == null) {
            throw model.wrong("merges[" + merge + "]", "tokens of the vocabulary", "'" + token + "'");
        }
        return id;
    }

    private static Tokenizer characters(Source model) {
        var ids = vocabulary(model);
        var characters = new int[ids.size()];
        ids.forEach((name, id) -> {
            if (name.codePointCount(0, name.length()) != 1 || id >= characters.length) {
                throw model.wrong("vocab", "single characters with ids without gaps", "'" + name + "' with id " + id);
            }
            characters[id] = name.codePointAt(0);
        });
        return new CharacterTokenizer(characters);
    }

    private static Tokenizer readGpt2(Path vocabulary, Path merges) throws IOException {
        var source = new Source(vocabulary, "").object(parse(vocabulary));
        var holder = JSON.createObjectNode();
        holder.set("vocab", source.node);
        var ids = vocabulary(new Source(vocabulary, "").object(holder));
        var pairs = new ArrayList<String[]>();
        for (var line : Files.readAllLines(merges)) {
            if (!line.startsWith("#version") && !line.isBlank()) {
                pairs.add(line.split(" ", 2));
            }
        }
        var special = new HashMap<Integer, String>();
        var end = ids.get(BytePairTokenizer.END_OF_TEXT);
        if (end != null) {
            special.put(end, BytePairTokenizer.END_OF_TEXT);
        }
        return build(source, ids, special, pairs);
    }

    /// The `tokenizer.json` of a tokenizer.
    public static String toJson(Tokenizer tokenizer) {
        var root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        switch (tokenizer) {
            case BytePairTokenizer pairs -> write(pairs, root);
            case CharacterTokenizer characters -> write(characters, root);
            default ->
                throw new IllegalArgumentException(
                        "%s has no tokenizer.json".formatted(tokenizer.getClass().getSimpleName()));
        }
        return root.toPrettyString() + "\n";
    }

    private static void write(BytePairTokenizer tokenizer, ObjectNode root) {
        var added = root.putArray("added_tokens");
        new TreeMap<>(tokenizer.special()).forEach((id, name) -> {
            var token = added.addObject();
            token.put("id", id);
            token.put("content", name);
            for (var flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                token.put(flag, false);
            }
            token.put("special", true);
        });
        root.putNull("normalizer");
        var cut = byteLevel();
        cut.put("use_regex", true);
        root.set("pre_tokenizer", cut);
        root.putNull("post_processor");
        root.set("decoder", byteLevel());
        var model = root.putObject("model");
        model.put("type", "BPE");
        for (var absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        for (var flag : List.of("fuse_unk", "byte_fallback", "ignore_merges")) {
            model.put(flag, false);
        }
        var vocabulary = model.putObject("vocab");
        var names = new TreeMap<Integer, String>();
        tokenizer.stored().forEach((name, id) -> names.put(id, name));
        names.forEach((id, name) -> vocabulary.put(name, id));
        tokenizer.special().forEach((id, name) -> vocabulary.put(name, id));
        var merges = model.putArray("merges");
        for (var merge : tokenizer.merges()) {
            merges.add(names.get(merge.left()) + " " + names.get(merge.right()));
        }
    }

    private static ObjectNode byteLevel() {
        var node = JSON.createObjectNode();
        node.put("type", "ByteLevel");
        node.put("add_prefix_space", false);
        node.put("trim_offsets", true);
        return node;
    }

    private static void write(CharacterTokenizer tokenizer, ObjectNode root) {
        root.putArray("added_tokens");
        root.putNull("normalizer");
        var split = root.putObject("pre_tokenizer");
        split.put("type", "Split");
        split.putObject("pattern").put("Regex", "[\\s\\S]");
        split.put("behavior", "Isolated");
        split.put("invert", false);
        root.putNull("post_processor");
        root.putObject("decoder").put("type", "Fuse");
        var model = root.putObject("model");
        model.put("type", "WordLevel");
        var vocabulary = model.putObject("vocab");
        int[] characters = tokenizer.characters();
        for (int id = 0; id < characters.length; id++) {
            vocabulary.put(Character.toString(characters[id]), id);
        }
        model.put("unk_token", "<unk>");
    }

    /// A JSON object, and how to speak of it in errors.
    private record Source(Path file, String at, JsonNode node) {
        Source(Path file, String at) {
            this(file, at, null);
        }

        Source object(JsonNode value) {
            if (!value.isObject()) {
                throw new InputException("%s%s: expected a JSON object, found %s"
                        .formatted(file, at, value.getNodeType()));
            }
            return new Source(file, at, value);
        }

        Source object(String key) {
            return new Source(file, at + " " + key).object(node.path(key));
        }

        JsonNode array(String key) {
            if (!node.path(key).isArray()) {
                throw wrong(key, "an array", node.path(key).getNodeType().toString());
            }
            return node.get(key);
        }

        String string(String key) {
            if (!node.path(key).isString()) {
                throw wrong(key, "a string", node.path(key).getNodeType().toString());
            }
            return node.get(key).stringValue();
        }

        InputException wrong(String key, String expected, String found) {
            String shown = found.length() > 200 ? found.substring(0, 200) + "…" : found;
            return new InputException("%s%s %s: expected %s, found %s".formatted(file, at, key, expected, shown));
        }
    }
}
