package formers.generation.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A function that a model may ask for.
///
/// @param description what it does; may be empty
/// @param parameters  JSON schema of its arguments, an object
public record Tool(String name, String description, JsonNode parameters) {

    public Tool {
        Objects.requireNonNull(name, "name");
        description = description == null ? "" : description;
        parameters = parameters == null || parameters.isNull() || parameters.isMissingNode()
                ? JsonNodeFactory.instance.objectNode().put("type", "object")
                : parameters;
    }

    /// As templates expect it, which is as OpenAI's API has it.
    Map<String, Object> entry() {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", name);
        function.put("description", description);
        function.put("parameters", Plain.of(parameters));
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", "function");
        entry.put("function", function);
        return entry;
    }
}
