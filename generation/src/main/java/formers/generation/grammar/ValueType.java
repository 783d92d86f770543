package formers.generation.grammar;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Types of values in a JSON schema, each with the keywords that are about values of that type only.
enum ValueType {
    OBJECT("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    ARRAY("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    STRING("minLength", "maxLength", "pattern", "format"),
    NUMBER("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"),
    INTEGER("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"),
    BOOLEAN,
    NULL;

    final String[] keywords;

    ValueType(String... keywords) {
        this.keywords = keywords;
    }

    static ValueType of(Place place) {
        var name = place.string();
        return Arrays.stream(values())
                .filter(type -> type.word().equals(name))
                .findFirst()
                .orElseThrow(() -> place.wrong("there is no type '%s'".formatted(name)));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a value is of this type; 1.0 is an integer, as the specification has it.
    boolean has(JsonNode value) {
        return switch (this) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isString();
            case NUMBER -> value.isNumber();
            case INTEGER ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case BOOLEAN -> value.isBoolean();
            case NULL -> value.isNull();
        };
    }

    /// Types that a value may have.
    static Set<ValueType> allowed(Keywords keywords) {
        var type = keywords.get("type");
        if (type == null) {
            return EnumSet.complementOf(EnumSet.of(INTEGER));
        }
        var types = EnumSet.noneOf(ValueType.class);
        if (type.node().isArray()) {
            type.items().forEach(item -> types.add(of(item)));
        } else {
            types.add(of(type));
        }
        if (types.contains(NUMBER)) {
            types.remove(INTEGER);
        }
        return types;
    }

    /// Types of values that are written: without a `type`, those that the other keywords are about, if
    /// there are any.
    static Set<ValueType> written(Keywords keywords) {
        var types = allowed(keywords);
        if (!keywords.has("type")) {
            var meant = EnumSet.copyOf(types);
            meant.removeIf(type -> !keywords.hasAny(type.keywords));
            if (keywords.has("format") && !keywords.hasAny("minimum", "maximum", "multipleOf")) {
                meant.remove(NUMBER);
            }
            return meant.isEmpty() ? types : meant;
        }
        return types;
    }
}
