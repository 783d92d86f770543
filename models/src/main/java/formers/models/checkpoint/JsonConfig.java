package formers.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A JSON object from a file such as `config.json`, read value by value with a type and a range.
///
/// Every getter throws [CheckpointException], with file, key, what was expected and what was found,
/// when the value has another type or lies outside the range. `require…` also when it is absent; `…Or`
/// gives the fallback then. A value `null` counts as absent.
///
/// ```java
/// var config = JsonConfig.read(directory.resolve("config.json"));
/// int layers = config.requireInt("n_layer", 1, 1000);
/// double epsilon = config.doubleOr("layer_norm_epsilon", 1e-5, 0, 1);
/// ```
public final class JsonConfig {

    /// Bytes in the longest file [#read] accepts.
    public static final long LONGEST = 4_000_000;

    // The same line ends on every system.
    private static final JsonMapper WRITER = JsonMapper.builder()
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    private final Path file;
    private final String prefix;
    private final ObjectNode node;

    private JsonConfig(Path file, String prefix, ObjectNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    /// Reads `file`.
    ///
    /// @throws CheckpointException if it is longer than [#LONGEST], not UTF-8, not well-formed, has a
    ///                             key twice, or is not an object
    /// @throws IOException         if it cannot be read
    public static JsonConfig read(Path file) throws IOException {
        return new JsonConfig(file, "", StrictJson.readObject(file, LONGEST));
    }

    /// An object that is at hand already; messages say it came from `file`.
    public static JsonConfig of(Path file, ObjectNode object) {
        return new JsonConfig(file, "", object.deepCopy());
    }

    /// An object without keys.
    public static JsonConfig empty() {
        return new JsonConfig(Path.of(""), "", JsonNodeFactory.instance.objectNode());
    }

    /// Replaces `file` by `object`, indented, as a whole or not at all.
    public static void write(Path file, ObjectNode object) throws IOException {
        AtomicFile.writeText(file, WRITER.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n");
    }

    /// A copy of the whole object.
    public ObjectNode toNode() {
        return node.deepCopy();
    }

    public Set<String> keys() {
        return new TreeSet<>(node.propertyNames());
    }

    /// Whether there is a value that is not `null`.
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /// An integer in `min..max`.
    public int requireInt(String key, int min, int max) {
        return toInt(key, required(key, integers(min, max)), min, max);
    }

    public int intOr(String key, int fallback, int min, int max) {
        return has(key) ? requireInt(key, min, max) : fallback;
    }

    /// A number in `min..max`; NaN and infinity are not JSON.
    public double requireDouble(String key, double min, double max) {
        return toDouble(key, required(key, numbers(min, max)), min, max);
    }

    public double doubleOr(String key, double fallback, double min, double max) {
        return has(key) ? requireDouble(key, min, max) : fallback;
    }

    public boolean requireBoolean(String key) {
        var value = required(key, "true or false");
        if (!value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.booleanValue();
    }

    public boolean booleanOr(String key, boolean fallback) {
        return has(key) ? requireBoolean(key) : fallback;
    }

    public String requireString(String key) {
        return toText(key, required(key, "a string"));
    }

    public String stringOr(String key, String fallback) {
        return has(key) ? requireString(key) : fallback;
    }

    /// A string that is one of `choices`.
    public String requireOneOf(String key, String... choices) {
        String expected = "one of " + String.join(", ", choices);
        var value = required(key, expected);
        if (!value.isString() || !List.of(choices).contains(value.stringValue())) {
            throw wrong(key, expected, value);
        }
        return value.stringValue();
    }

    /// An object within this one.
    public JsonConfig requireObject(String key) {
        if (required(key, "an object") instanceof ObjectNode object) {
            return new JsonConfig(file, prefix + key + ".", object);
        }
        throw wrong(key, "an object", node.get(key));
    }

    public Optional<JsonConfig> object(String key) {
        return has(key) ? Optional.of(requireObject(key)) : Optional.empty();
    }

    /// Integers in `min..max`: those of an array, a single one where there is no array (as in
    /// `eos_token_id`), none where the key is absent.
    public List<Integer> ints(String key, int min, int max) {
        return list(key, value -> toInt(key, value, min, max));
    }

    /// Numbers in `min..max`, as [#ints].
    public List<Double> doubles(String key, double min, double max) {
        return list(key, value -> toDouble(key, value, min, max));
    }

    /// Strings, as [#ints].
    public List<String> strings(String key) {
        return list(key, value -> toText(key, value));
    }

    private <T> List<T> list(String key, Function<JsonNode, T> convert) {
        if (!has(key)) {
            return List.of();
        }
        var value = node.get(key);
        if (!value.isArray()) {
            return List.of(convert.apply(value));
        }
        var elements = new ArrayList<T>(value.size());
        value.forEach(element -> elements.add(convert.apply(element)));
        return List.copyOf(elements);
    }

    private int toInt(String key, JsonNode value, int min, int max) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw wrong(key, integers(min, max), value);
        }
        return value.intValue();
    }

    private double toDouble(String key, JsonNode value, double min, double max) {
        if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
            throw wrong(key, numbers(min, max), value);
        }
        return value.doubleValue();
    }

    private static String numbers(double min, double max) {
        return "a number from " + min + " to " + max;
    }

    private String toText(String key, JsonNode value) {
        if (!value.isString()) {
            throw wrong(key, "a string", value);
        }
        return value.stringValue();
    }

    private static String integers(int min, int max) {
        return "an integer from " + min + " to " + max;
    }

    private JsonNode required(String key, String expected) {
        if (!has(key)) {
            throw wrong(key, expected, node.get(key));
        }
        return node.get(key);
    }

    private CheckpointException wrong(String key, String expected, JsonNode found) {
        return new CheckpointException(
                file, "%s%s: expected %s, found %s".formatted(prefix, key, expected, StrictJson.show(found)));
    }
}
