package formers.generation.grammar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a schema, or several at once, asks of a value, without references and combinations of schemas.
final class Keywords {

    /// Those that say something about the form of a value.
    static final Set<String> ASSERTIONS = Set.of(
            "type",
            "enum",
            "const",
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf");

    /// Those that make a schema of others.
    static final Set<String> COMBINATIONS = Set.of("$ref", "allOf", "anyOf", "oneOf");

    /// Those that say nothing about the form of a value.
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "example",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "contentMediaType",
            "contentEncoding",
            "$comment",
            "$schema",
            "$defs",
            "definitions");

    static final Keywords NONE = new Keywords(Map.of());

    private final Map<String, Place> places;

    Keywords(Map<String, Place> places) {
        this.places = places;
    }

    /// The assertions of one schema.
    ///
    /// @throws GrammarException if it has a keyword that is not known, which might be an assertion
    static Keywords of(Place schema) {
        var places = new LinkedHashMap<String, Place>();
        for (var name : schema.object().node().propertyNames()) {
            var place = schema.get(name);
            if (ASSERTIONS.contains(name)) {
                places.put(name, place);
            } else if (!name.equals("nullable") && !COMBINATIONS.contains(name) && !ignored(name, schema)) {
                throw place.unsupported("the keyword '%s'".formatted(name));
            }
        }
        var nullable = schema.get("nullable");
        if (nullable != null) {
            allowNull(places, nullable);
        }
        return new Keywords(places);
    }

    /// OpenAPI 3.0 has `nullable` beside a `type`, to which it adds a second.
    private static void allowNull(Map<String, Place> places, Place nullable) {
        var type = places.get("type");
        if (type == null) {
            throw nullable.unsupported("'nullable' without a 'type' beside it");
        }
        if (nullable.bool()) {
            var types = JsonNodeFactory.instance.arrayNode();
            if (type.node().isArray()) {
                type.node().values().forEach(types::add);
            } else {
                types.add(type.node());
            }
            places.put("type", new Place(types.add(ValueType.NULL.word()), type.pointer()));
        }
    }

    private static boolean ignored(String name, Place schema) {
        boolean identifies = name.equals("$id") || name.equals("id");
        return ANNOTATIONS.contains(name)
                || name.startsWith("x-")
                || identifies && schema.pointer().equals("#");
    }

    Place get(String name) {
        return places.get(name);
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    boolean hasAny(String... names) {
        for (var name : names) {
            if (has(name)) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    Map<String, Place> all() {
        return places;
    }

    Keywords only(String name) {
        return has(name) ? new Keywords(Map.of(name, get(name))) : NONE;
    }

    Keywords without(String... names) {
        var rest = new LinkedHashMap<>(places);
        for (var name : names) {
            rest.remove(name);
        }
        return new Keywords(rest);
    }

    int count(String name, int absent) {
        return has(name) ? get(name).count() : absent;
    }
}
