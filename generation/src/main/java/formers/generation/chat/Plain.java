package formers.generation.chat;

import java.util.LinkedHashMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// JSON as the maps, lists, strings and numbers that templates see.
final class Plain {

    private Plain() {}

    static Object of(JsonNode node) {
        if (node.isObject()) {
            var map = new LinkedHashMap<String, Object>();
            node.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            return node.values().stream().map(Plain::of).toList();
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.isNull() ? null : node.asString();
    }

    /// The same JSON with every string, names included, changed.
    static JsonNode withStrings(JsonNode node, UnaryOperator<String> change) {
        var factory = JsonNodeFactory.instance;
        if (node.isObject()) {
            var object = factory.objectNode();
            node.properties()
                    .forEach(entry -> object.set(change.apply(entry.getKey()), withStrings(entry.getValue(), change)));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = factory.arrayNode();
            node.values().forEach(value -> array.add(withStrings(value, change)));
            return array;
        }
        return node.isString() ? factory.stringNode(change.apply(node.stringValue())) : node;
    }
}
