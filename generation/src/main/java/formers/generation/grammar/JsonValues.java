package formers.generation.grammar;

import java.util.HashMap;
import tools.jackson.databind.JsonNode;

/// Values that a schema lists.
final class JsonValues {

    /// Digits beyond which a number is left with its exponent, which no grammar has.
    private static final int LONGEST = 1000;

    private JsonValues() {}

    /// Equal as values: 1 and 1.0 are, and objects whatever the order of their properties.
    static boolean equal(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isObject() && b.isObject() && a.size() == b.size()) {
            return a.properties().stream()
                    .allMatch(entry -> b.has(entry.getKey()) && equal(entry.getValue(), b.get(entry.getKey())));
        }
        return a.equals(b);
    }

    /// What is equal for values that are [#equal], and for no others.
    static Object identity(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue().stripTrailingZeros();
        }
        if (value.isArray()) {
            return value.values().stream().map(JsonValues::identity).toList();
        }
        if (value.isObject()) {
            var properties = new HashMap<String, Object>();
            value.properties().forEach(entry -> properties.put(entry.getKey(), identity(entry.getValue())));
            return properties;
        }
        return value;
    }

    /// A value in the form in which grammars have values: numbers without exponents.
    static String plain(JsonNode value) {
        if (!value.isNumber() || Math.abs((long) value.decimalValue().scale()) > LONGEST) {
            return value.toString();
        }
        var number = value.decimalValue();
        return number.stripTrailingZeros().scale() <= 0
                ? number.toBigInteger().toString()
                : number.stripTrailingZeros().toPlainString();
    }

    /// A value as it is written, without white space.
    static Expression literal(JsonNode value) {
        return value.isString() ? JsonString.literal(value.stringValue()) : Expression.text(value.toString());
    }
}
