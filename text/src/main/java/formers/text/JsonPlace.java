package formers.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A value in a JSON file that knows where it is, so that an error can say so: `a.json: $.model.type: expected
/// …`.
///
/// @param within the value that this one is in; null for the whole
/// @param step   from there: a key, or an index
record JsonPlace(Path file, JsonPlace within, Object step, JsonNode node) {

    private static final int SHOWN = 200;

    /// Made when the first file is read; a vocabulary may come from elsewhere.
    private static final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /// The whole of a file.
    ///
    /// @param name for errors
    JsonPlace(Path file, String name, JsonNode node) {
        this(file, null, name, node);
    }

    /// The object that a file holds.
    ///
    /// @throws InputException if there is no such file, or it is too large, not JSON, or no object
    static JsonPlace read(Path file) throws IOException {
        byte[] bytes = VocabularyFile.read(file);
        try {
            return new JsonPlace(file, "$", Json.MAPPER.readTree(bytes)).object();
        } catch (JacksonException e) {
            throw new InputException("%s is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    JsonPlace get(String key) {
        return new JsonPlace(file, this, key, node.path(key));
    }

    /// Whether the value is missing or null.
    boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    JsonPlace object() {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        return this;
    }

    String string() {
        if (!node.isString()) {
            throw wrong("a string");
        }
        return node.stringValue();
    }

    int integer(int least, int most) {
        if (!node.isInt() || node.intValue() < least || node.intValue() > most) {
            throw wrong("an integer from %d to %d".formatted(least, most));
        }
        return node.intValue();
    }

    /// A truth value; `otherwise` if it is absent.
    boolean flag(boolean otherwise) {
        if (absent()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrong("true or false");
        }
        return node.booleanValue();
    }

    /// A string; `otherwise` if it is absent.
    String string(String otherwise) {
        return absent() ? otherwise : string();
    }

    double number() {
        if (!node.isNumber()) {
            throw wrong("a number");
        }
        return node.doubleValue();
    }

    /// A string of one character, as a code point.
    int character() {
        var text = string();
        if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
            throw wrong("one character");
        }
        return text.codePointAt(0);
    }

    List<JsonPlace> elements() {
        if (!node.isArray()) {
            throw wrong("an array");
        }
        var elements = new ArrayList<JsonPlace>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonPlace(file, this, i, node.get(i)));
        }
        return elements;
    }

    /// Whether the value says `type`.
    boolean is(String type) {
        return node.path("type").asString("").equals(type);
    }

    /// Refuses any value but an absent one and the given.
    void absentOr(JsonNode value) {
        if (!absent() && !node.equals(value)) {
            throw wrong("nothing or " + value + ", the rest is not supported");
        }
    }

    /// Made when it is asked for: files have a million places, and few errors.
    private String path() {
        return within == null
                ? step.toString()
                : within.path() + (step instanceof Integer index ? "[" + index + "]" : "." + step);
    }

    InputException wrong(String expected) {
        return wrong(expected, node.isMissingNode() ? "nothing" : node.toString());
    }

    InputException wrong(String expected, String found) {
        return new InputException("%s: %s: expected %s, found %s"
                .formatted(file, path(), expected, found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found));
    }
}
