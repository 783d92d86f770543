package formers.generation.grammar;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What two schemas at once ask of a value.
final class KeywordMerge {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Keywords one;
    private final Keywords other;
    private final Map<String, Place> merged = new LinkedHashMap<>();

    private KeywordMerge(Keywords one, Keywords other) {
        this.one = one;
        this.other = other;
    }

    /// @throws GrammarException if there is no single schema that says the same
    static Keywords of(Keywords one, Keywords other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        var merge = new KeywordMerge(one, other);
        one.all().keySet().forEach(merge::add);
        other.all().keySet().forEach(merge::add);
        return new Keywords(merge.merged);
    }

    private void add(String name) {
        if (merged.containsKey(name)) {
            return;
        }
        switch (name) {
            case "properties", "additionalProperties" -> objects();
            case "items", "prefixItems" -> arrays();
            default -> {
                var a = one.get(name);
                var b = other.get(name);
                if (a == null || b == null || a.node().equals(b.node())) {
                    merged.put(name, a == null ? b : a);
                } else {
                    merged.put(name, new Place(both(name, a, b), a.pointer()));
                }
            }
        }
    }

    private JsonNode both(String name, Place a, Place b) {
        return switch (name) {
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" -> larger(a, b);
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
                larger(a, b) == a.node() ? b.node() : a.node();
            case "required", "pattern" -> union(a, b);
            case "enum" -> common(a, b);
            case "type" -> types();
            case "uniqueItems" -> NODES.booleanNode(a.bool() || b.bool());
            // Nothing is equal to two different things: an enumeration of none.
            case "const" -> {
                merged.put("enum", new Place(NODES.arrayNode(), a.pointer()));
                yield a.node();
            }
            default -> throw a.unsupported("another '%s' at %s; they cannot be merged".formatted(name, b.pointer()));
        };
    }

    private static JsonNode larger(Place a, Place b) {
        if (!a.node().isNumber() || !b.node().isNumber()) {
            throw (a.node().isNumber() ? b : a).wrong("expected a number");
        }
        return a.node().decimalValue().compareTo(b.node().decimalValue()) >= 0 ? a.node() : b.node();
    }

    private static Iterable<JsonNode> list(JsonNode node) {
        return node.isArray() ? node.values() : NODES.arrayNode().add(node).values();
    }

    private static ArrayNode union(Place a, Place b) {
        var all = new LinkedHashSet<JsonNode>();
        list(a.node()).forEach(all::add);
        list(b.node()).forEach(all::add);
        return NODES.arrayNode().addAll(all);
    }

    private static ArrayNode common(Place a, Place b) {
        var wanted = new HashSet<Object>();
        b.array().node().values().forEach(value -> wanted.add(JsonValues.identity(value)));
        var result = NODES.arrayNode();
        for (var value : a.array().node().values()) {
            if (wanted.contains(JsonValues.identity(value))) {
                result.add(value);
            }
        }
        return result;
    }

    private ArrayNode types() {
        var result = NODES.arrayNode();
        var a = ValueType.allowed(one);
        var b = ValueType.allowed(other);
        for (var type : ValueType.values()) {
            boolean inA = a.contains(type) || type == ValueType.INTEGER && a.contains(ValueType.NUMBER);
            boolean inB = b.contains(type) || type == ValueType.INTEGER && b.contains(ValueType.NUMBER);
            if (inA
                    && inB
                    && !(type == ValueType.INTEGER && a.contains(ValueType.NUMBER) && b.contains(ValueType.NUMBER))) {
                result.add(type.word());
            }
        }
        return result;
    }

    /// A schema that says what both of two schemas say; null stands for a schema that says nothing.
    private static Place all(Place a, Place b) {
        if (a == null || b == null || a.node().equals(b.node())) {
            return a == null ? b : a;
        }
        return new Place(
                NODES.objectNode().set("allOf", NODES.arrayNode().add(a.node()).add(b.node())), a.pointer());
    }

    /// A property that only one of them names is what the other calls additional.
    private void objects() {
        var names = new LinkedHashSet<String>();
        for (var keywords : new Keywords[] {one, other}) {
            if (keywords.has("properties")) {
                names.addAll(keywords.get("properties").object().node().propertyNames());
            }
        }
        var properties = NODES.objectNode();
        Function<Keywords, Function<String, Place>> declared = keywords -> name -> {
            var own = keywords.has("properties") ? keywords.get("properties").get(name) : null;
            return own == null ? keywords.get("additionalProperties") : own;
        };
        for (var name : names) {
            properties.set(
                    name,
                    all(declared.apply(one).apply(name), declared.apply(other).apply(name))
                            .node());
        }
        if (one.has("properties") || other.has("properties")) {
            merged.put(
                    "properties",
                    new Place(
                            properties,
                            (one.has("properties") ? one : other)
                                    .get("properties")
                                    .pointer()));
        }
        var additional = all(one.get("additionalProperties"), other.get("additionalProperties"));
        if (additional != null) {
            merged.put("additionalProperties", additional);
        }
    }

    private void arrays() {
        int prefix = Math.max(prefix(one), prefix(other));
        if (prefix > 0) {
            var items = NODES.arrayNode();
            for (int i = 0; i < prefix; i++) {
                items.add(all(item(one, i), item(other, i)).node());
            }
            var place = (one.has("prefixItems") ? one : other).get("prefixItems");
            merged.put("prefixItems", new Place(items, place.pointer()));
        }
        var items = all(one.get("items"), other.get("items"));
        if (items != null) {
            merged.put("items", items);
        }
    }

    private static int prefix(Keywords keywords) {
        return keywords.has("prefixItems")
                ? keywords.get("prefixItems").array().node().size()
                : 0;
    }

    private static Place item(Keywords keywords, int index) {
        return index < prefix(keywords)
                ? keywords.get("prefixItems").get(Integer.toString(index))
                : keywords.get("items");
    }
}
