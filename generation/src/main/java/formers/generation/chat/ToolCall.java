package formers.generation.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// What a model asks for: a function with its arguments.
///
/// @param id        tells the answer which call it belongs to
/// @param arguments a JSON object
public record ToolCall(String id, String name, JsonNode arguments) {

    public ToolCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arguments, "arguments");
    }

    Map<String, Object> entry() {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", name);
        function.put("arguments", Plain.of(arguments));
        var entry = new LinkedHashMap<String, Object>();
        entry.put("id", id);
        entry.put("type", "function");
        entry.put("function", function);
        return entry;
    }
}
