package formers.models.gguf;

import formers.models.checkpoint.CheckpointException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The key-value pairs at the beginning of a GGUF file.
///
/// Values are `Long` for integers of all widths, `Double` for both kinds of floating-point numbers,
/// `Boolean`, `String`, and lists of one of these.
public final class GgufMetadata {

    private final Path file;
    private final Map<String, Object> values;

    /// @param file for messages
    public GgufMetadata(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = new LinkedHashMap<>(values);
    }

    /// All pairs, in the order of the file.
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /// @throws CheckpointException if the key is missing, or its value is no string
    public String requireString(String key) {
        return string(key).orElseThrow(() -> missing(key, "a string"));
    }

    /// @throws CheckpointException if there is a value, but no string
    public Optional<String> string(String key) {
        return value(key, String.class, "a string");
    }

    /// @throws CheckpointException if there is a value, but neither true nor false
    public boolean flag(String key, boolean fallback) {
        return value(key, Boolean.class, "true or false").orElse(fallback);
    }

    /// @throws CheckpointException if the key is missing, or its value is no integer from `min` to `max`
    public int requireInt(String key, int min, int max) {
        if (!has(key)) {
            throw missing(key, "an integer");
        }
        return intOr(key, 0, min, max);
    }

    /// @throws CheckpointException if there is a value, but no integer from `min` to `max`
    public int intOr(String key, int fallback, int min, int max) {
        return value(key, Long.class, "an integer")
                .map(found -> {
                    if (found < min || found > max) {
                        throw wrong(key, "an integer from %d to %d".formatted(min, max), found);
                    }
                    return found.intValue();
                })
                .orElse(fallback);
    }

    /// @throws CheckpointException if there is a value, but no number from `min` to `max`
    public double doubleOr(String key, double fallback, double min, double max) {
        return value(key, Double.class, "a floating-point number")
                .map(found -> {
                    if (!(found >= min && found <= max)) {
                        throw wrong(key, "a number from %s to %s".formatted(min, max), found);
                    }
                    return found;
                })
                .orElse(fallback);
    }

    /// The strings of a list; empty where the key is missing.
    ///
    /// @throws CheckpointException if there is a value, but no list of strings
    public List<String> strings(String key) {
        return list(key, String.class, "a list of strings");
    }

    public boolean hasList(String key) {
        return values.get(key) instanceof List<?>;
    }

    /// The truth values of a list; empty where the key is missing.
    ///
    /// @throws CheckpointException if there is a value, but no list of truth values
    public List<Boolean> flags(String key) {
        return list(key, Boolean.class, "a list of true and false");
    }

    /// The integers of a list; empty where the key is missing.
    ///
    /// @throws CheckpointException if there is a value, but no list of integers
    public List<Long> integers(String key) {
        return list(key, Long.class, "a list of integers");
    }

    /// The numbers of a list; empty where the key is missing.
    ///
    /// @throws CheckpointException if there is a value, but no list of floating-point numbers
    public List<Double> numbers(String key) {
        return list(key, Double.class, "a list of floating-point numbers");
    }

    private <T> List<T> list(String key, Class<T> type, String expected) {
        var list = value(key, List.class, expected).orElse(List.of());
        for (var element : list) {
            if (!type.isInstance(element)) {
                throw wrong(key, expected, list);
            }
        }
        @SuppressWarnings("unchecked") // checked one by one
        var typed = (List<T>) list;
        return typed;
    }

    private <T> Optional<T> value(String key, Class<T> type, String expected) {
        var value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw wrong(key, expected, value);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private CheckpointException missing(String key, String expected) {
        return new CheckpointException(file, "%s: expected %s, found no such key".formatted(key, expected));
    }

    private CheckpointException wrong(String key, String expected, Object found) {
        var text = String.valueOf(found);
        return new CheckpointException(
                file,
                "%s: expected %s, found %s"
                        .formatted(key, expected, text.length() > 60 ? text.substring(0, 60) + "…" : text));
    }
}
