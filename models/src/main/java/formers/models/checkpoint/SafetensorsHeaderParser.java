package formers.models.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads the JSON of a safetensors header token by token, so that a hostile one never becomes a tree in memory.
final class SafetensorsHeaderParser {

    static final String METADATA = "__metadata__";

    /// More than any engine's tensors have.
    static final int HIGHEST_RANK = 64;

    private final Path file;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<TensorEntry> entries = new ArrayList<>();

    SafetensorsHeaderParser(Path file) {
        this.file = file;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    List<TensorEntry> entries() {
        return entries;
    }

    void parse(byte[] header) {
        if (header[0] != '{') {
            throw new CheckpointException(
                    file,
                    "header: expected '{' first, found byte 0x%02x; is this a safetensors file?".formatted(header[0]));
        }
        try (var json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), StrictJson.decode(header))) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(METADATA)) {
                    readMetadata(json);
                } else {
                    requireName(name);
                    entries.add(readEntry(json, name));
                }
            }
            if (json.nextToken() != null) {
                throw new CheckpointException(
                        file, "header: expected nothing but spaces after the object, found " + json.currentToken());
            }
        } catch (JacksonException e) {
            throw StrictJson.malformed(file, e);
        }
    }

    private void readMetadata(JsonParser json) {
        expect(json, JsonToken.START_OBJECT, METADATA, "an object of strings");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            expect(json, JsonToken.VALUE_STRING, METADATA + "." + key, "a string");
            String value = json.getString();
            if (!isText(key) || !isText(value)) {
                throw new CheckpointException(file, METADATA + ": expected Unicode text, found half a surrogate pair");
            }
            metadata.put(key, value);
        }
    }

    private void requireName(String name) {
        if (!validName(name)) {
            throw new CheckpointException(
                    file,
                    "tensor name: expected printable text that is not empty, found \"%s\""
                            .formatted(name.replaceAll("\\p{C}", "?")));
        }
    }

    /// Whether a tensor may be called so: text that is not empty and has no control characters.
    static boolean validName(String name) {
        return !name.isEmpty()
                && name.length() <= StrictJson.LONGEST_NAME
                && isText(name)
                && name.chars().noneMatch(Character::isISOControl);
    }

    /// Whether a string is Unicode: JSON's `\ud800` and Java's strings can be half a surrogate pair, UTF-8
    /// cannot.
    static boolean isText(String string) {
        return string.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    private TensorEntry readEntry(JsonParser json, String name) {
        expect(json, JsonToken.START_OBJECT, "tensor " + name, "an object with dtype, shape and data_offsets");
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            String where = "tensor %s, %s".formatted(name, field);
            json.nextToken();
            switch (field) {
                case "dtype" -> dtype = readDType(json, where);
                case "shape" -> shape = readNumbers(json, where, HIGHEST_RANK);
                case "data_offsets" -> offsets = readNumbers(json, where, 2);
                default ->
                    throw new CheckpointException(
                            file,
                            "tensor %s: expected dtype, shape and data_offsets only, found %s".formatted(name, field));
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new CheckpointException(
                    file,
                    "tensor %s: expected dtype, shape and two data_offsets, found %s, %s and %s"
                            .formatted(name, dtype, shape, offsets));
        }
        var entry = new TensorEntry(name, dtype, shape, offsets.getFirst(), offsets.getLast());
        requireSize(entry);
        return entry;
    }

    private void requireSize(TensorEntry entry) {
        long expected;
        try {
            expected = entry.dtype().bytes(entry.elements());
        } catch (ArithmeticException e) {
            throw new CheckpointException(
                    file,
                    "tensor %s: expected a size in whole bytes below 2^63, found: %s".formatted(entry, e.getMessage()),
                    e);
        }
        // Both are at least 0, so the difference cannot overflow.
        if (entry.end() - entry.begin() != expected) {
            throw new CheckpointException(
                    file,
                    "tensor %s: expected %d bytes, found data_offsets %d to %d, %d bytes"
                            .formatted(entry, expected, entry.begin(), entry.end(), entry.end() - entry.begin()));
        }
    }

    private DType readDType(JsonParser json, String where) {
        expect(json, JsonToken.VALUE_STRING, where, "a string");
        String name = json.getString();
        var dtype = DType.named(name);
        if (dtype == null) {
            throw new CheckpointException(
                    file, "%s: expected one of %s, found \"%.40s\"".formatted(where, List.of(DType.values()), name));
        }
        return dtype;
    }

    private List<Long> readNumbers(JsonParser json, String where, int most) {
        expect(json, JsonToken.START_ARRAY, where, "an array of integers");
        var numbers = new ArrayList<Long>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, JsonToken.VALUE_NUMBER_INT, where, "an integer");
            long number = json.getLongValue();
            if (number < 0 || numbers.size() == most) {
                throw new CheckpointException(
                        file,
                        number < 0
                                ? "%s: expected numbers of at least 0, found %d".formatted(where, number)
                                : "%s: expected at most %d numbers, found more".formatted(where, most));
            }
            numbers.add(number);
        }
        return numbers;
    }

    private void expect(JsonParser json, JsonToken expected, String where, String what) {
        if (json.currentToken() != expected) {
            throw new CheckpointException(
                    file, "%s: expected %s, found %s".formatted(where, what, json.currentToken()));
        }
    }
}
