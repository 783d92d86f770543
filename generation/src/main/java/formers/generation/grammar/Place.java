package formers.generation.grammar;

import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A part of a JSON schema.
///
/// @param pointer where it is, as a JSON pointer in the form of a fragment
record Place(JsonNode node, String pointer) {

    /// A part by its name or index; null if there is none.
    Place get(String name) {
        var child = node.isArray() ? node.get(Integer.parseInt(name)) : node.get(name);
        return child == null
                ? null
                : new Place(child, pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
    }

    /// Whether this is a schema that lists its values, and is made of no others.
    boolean lists() {
        return node.isObject()
                && (node.has("const") || node.has("enum"))
                && Keywords.COMBINATIONS.stream().noneMatch(node::has);
    }

    GrammarException wrong(String what) {
        return new GrammarException("JSON schema, %s: %s".formatted(pointer, what));
    }

    GrammarException unsupported(String why) {
        return wrong("this is not supported: " + why);
    }

    String string() {
        if (!node.isString()) {
            throw wrong("expected a string, found " + node);
        }
        return node.stringValue();
    }

    boolean bool() {
        if (!node.isBoolean()) {
            throw wrong("expected true or false, found " + node);
        }
        return node.booleanValue();
    }

    /// A count of characters, items or properties.
    int count() {
        if (!node.isNumber() || node.decimalValue().stripTrailingZeros().scale() > 0) {
            throw wrong("expected a whole number, found " + node);
        }
        var value = node.decimalValue();
        if (value.signum() < 0) {
            throw wrong("expected at least 0, found " + node);
        }
        if ((long) value.precision() - value.scale() > 9) {
            throw unsupported("%s is more than %d".formatted(node, Limits.COUNT));
        }
        return Limits.count(value.longValue(), pointer);
    }

    Place array() {
        if (!node.isArray()) {
            throw wrong("expected an array, found " + node);
        }
        return this;
    }

    Place object() {
        if (!node.isObject()) {
            throw wrong("expected an object, found " + node);
        }
        return this;
    }

    /// Items of an array.
    List<Place> items() {
        array();
        return IntStream.range(0, node.size())
                .mapToObj(i -> get(Integer.toString(i)))
                .toList();
    }

    /// Items of an array of schemas, which has some.
    List<Place> some() {
        if (array().node.isEmpty()) {
            throw wrong("expected at least one schema");
        }
        return items();
    }
}
