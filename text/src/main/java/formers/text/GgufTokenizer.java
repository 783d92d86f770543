package formers.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tokenizers in the metadata of GGUF files, under keys that begin with `tokenizer.`.
///
/// Metadata are a map: integers are `Long` or `Integer`, other numbers `Double` or `Float`, lists are lists
/// of these or of strings.
public final class GgufTokenizer {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;
    private static final List<String> PATTERNS = List.of("gpt-2", "llama-bpe", "qwen2", "gpt-4o");

    private GgufTokenizer() {}

    /// The tokenizer that the metadata of `file` describe.
    ///
    /// @throws InputException if there is none, or it is of a kind that is not supported
    public static Tokenizer read(Path file, Map<String, Object> metadata) {
        if (!(metadata.get(PREFIX + "model") instanceof String model)) {
            throw new InputException(file + ": there is no tokenizer in it (no key tokenizer.ggml.model)");
        }
        boolean begins = metadata.get(PREFIX + "add_bos_token") instanceof Boolean flag ? flag : model.equals("llama");
        var vocabulary = new GgufVocabulary(
                file,
                model,
                metadata.get(PREFIX + "pre") instanceof String pre ? pre : "",
                list(file, metadata, "tokens", String.class),
                list(file, metadata, "scores", Number.class).stream()
                        .map(Number::floatValue)
                        .toList(),
                integers(list(file, metadata, "token_type", Number.class)),
                list(file, metadata, "merges", String.class),
                begins ? id(metadata, "bos_token_id") : -1,
                id(metadata, "unknown_token_id"),
                !(metadata.get(PREFIX + "add_space_prefix") instanceof Boolean flag) || flag,
                metadata.get(PREFIX + "remove_extra_whitespaces") instanceof Boolean flag && flag,
                bytes(list(file, metadata, "precompiled_charsmap", Number.class)));
        return vocabulary.tokenizer();
    }

    private static <T> List<T> list(Path file, Map<String, Object> metadata, String key, Class<T> type) {
        if (!(metadata.get(PREFIX + key) instanceof List<?> list)) {
            return List.of();
        }
        boolean texts = list instanceof Utf8List && type == String.class;
        for (var element : texts ? List.of() : list) {
            if (!type.isInstance(element)) {
                throw new InputException("%s: expected %s to be a list of %ss, found '%s' in it"
                        .formatted(file, PREFIX + key, type.getSimpleName().toLowerCase(Locale.ROOT), element));
            }
        }
        @SuppressWarnings("unchecked") // checked, one by one if need be
        var typed = (List<T>) list;
        return typed;
    }

    private static int id(Map<String, Object> metadata, String key) {
        return metadata.get(PREFIX + key) instanceof Number id ? id.intValue() : -1;
    }

    private static int[] integers(List<Number> values) {
        var integers = new int[values.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = values.get(i).intValue();
        }
        return integers;
    }

    private static byte[] bytes(List<Number> values) {
        var bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).byteValue();
        }
        return bytes;
    }

    /// The metadata of a tokenizer: of byte pairs over bytes (`gpt2`), or over characters with bytes to fall
    /// back to (`llama`).
    ///
    /// @param begin id of the token that texts begin with; -1 for none
    /// @param end   id of the token that texts end with; -1 for none
    /// @throws InputException if it is of another kind, or cuts text in a way that GGUF has no name for
    public static Map<String, Object> describe(Tokenizer tokenizer, int begin, int end) {
        var json = TokenizerWriter.json(tokenizer);
        var model = json.path("model");
        if (!model.path("type").asString("").equals("BPE")) {
            throw new InputException("only tokenizers of byte pairs can be put into GGUF, this one is of type %s"
                    .formatted(model.path("type").asString("unknown")));
        }
        boolean fallback = model.path("byte_fallback").asBoolean(false);
        var tokens = tokens(json, tokenizer.vocabularySize());
        var merges = merges(model);
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put(PREFIX + "model", fallback ? "llama" : "gpt2");
        metadata.put(PREFIX + "tokens", tokens);
        metadata.put(PREFIX + "token_type", types(json, tokens, fallback));
        if (fallback) {
            metadata.put(PREFIX + "scores", scores(tokens, merges));
            metadata.put(
                    PREFIX + "unknown_token_id",
                    Math.max(0, tokens.indexOf(model.path("unk_token").asString(""))));
        } else {
            metadata.put(PREFIX + "merges", merges);
            metadata.put(PREFIX + "pre", pattern(json, tokens, merges));
        }
        if (begin >= 0) {
            metadata.put(PREFIX + "bos_token_id", begin);
        }
        if (end >= 0) {
            metadata.put(PREFIX + "eos_token_id", end);
        }
        metadata.put(PREFIX + "add_bos_token", begin >= 0 && tokenizer.encodePrompt("").length > 0);
        return metadata;
    }

    private static List<String> tokens(ObjectNode json, int size) {
        var tokens = new ArrayList<String>();
        for (int id = 0; id < size; id++) {
            tokens.add("[unused" + id + "]"); // vocabularies may have holes
        }
        json.path("model")
                .path("vocab")
                .properties()
                .forEach(entry -> tokens.set(entry.getValue().asInt(), entry.getKey()));
        json.path("added_tokens")
                .forEach(added -> tokens.set(
                        added.path("id").asInt(), added.path("content").asString("")));
        return tokens;
    }

    private static List<String> merges(JsonNode model) {
        return model.path("merges")
                .valueStream()
                .map(merge -> merge.isArray()
                        ? merge.get(0).asString() + " " + merge.get(1).asString()
                        : merge.asString())
                .toList();
    }

    private static List<Integer> types(ObjectNode json, List<String> tokens, boolean fallback) {
        var types = new ArrayList<Integer>();
        for (var token : tokens) {
            types.add(fallback && Utf8.named(token) >= 0 ? BYTE : NORMAL);
        }
        json.path("added_tokens")
                .forEach(added -> types.set(
                        added.path("id").asInt(), added.path("special").asBoolean(false) ? CONTROL : USER_DEFINED));
        return types;
    }

    /// The earlier a token is made, the higher its score.
    private static List<Float> scores(List<String> tokens, List<String> merges) {
        var ranks = new HashMap<String, Integer>();
        for (int rank = 0; rank < merges.size(); rank++) {
            ranks.putIfAbsent(merges.get(rank).replace(" ", ""), rank);
        }
        return tokens.stream()
                .map(token -> ranks.containsKey(token) ? -1f - ranks.get(token) : 0f)
                .toList();
    }

    /// The name of the way in which text is cut, the first that gives the same `tokenizer.json`.
    private static String pattern(ObjectNode json, List<String> tokens, List<String> merges) {
        var types = new int[tokens.size()];
        Arrays.fill(types, NORMAL);
        for (var name : PATTERNS) {
            var candidate = new GgufVocabulary(
                            Path.of("."),
                            "gpt2",
                            name,
                            tokens,
                            List.of(),
                            types,
                            merges,
                            -1,
                            -1,
                            true,
                            false,
                            new byte[0])
                    .json();
            if (sameCut(candidate, json)) {
                return name;
            }
        }
        throw new InputException("GGUF has no name for the way in which this tokenizer cuts text; it knows %s"
                .formatted(String.join(", ", PATTERNS)));
    }

    /// Whether two tokenizers cut every text alike, as far as can be seen from what they do with one that
    /// tells the patterns apart.
    private static boolean sameCut(ObjectNode one, ObjectNode other) {
        var text = "Hello  World's 12345 DON'T\n\n x\t3é½ camelCase ǅ'LL";
        return words(one, text).equals(words(other, text));
    }

    private static List<String> words(ObjectNode json, String text) {
        var place = new JsonPlace(Path.of("."), "$", json);
        var words = new ArrayList<String>();
        var normalized = NormalizerReader.read(place.get("normalizer")).apply(AlignedText.of(text));
        PreTokenizerReader.read(place.get("pre_tokenizer")).cut(normalized, word -> words.add(word.text()));
        return words;
    }
}
