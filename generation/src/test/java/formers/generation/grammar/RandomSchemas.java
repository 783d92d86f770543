package formers.generation.grammar;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Schemas that have values, of all that is supported, drawn at random.
final class RandomSchemas {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES =
            List.of("a", "b", "name", "naïve", "x/y", "~", "\"q\"", "", "tab\t", "😀", "ab");
    private static final List<String> PATTERNS = List.of(
            "^[a-z]+$",
            "b",
            "^a|b$",
            "^(ab)*$",
            "^\\d{3}-\\d{2}$",
            "^[^\"]{1,4}$",
            "é+",
            "^\\S+ \\S+$",
            "^.{2,}$",
            "^\\w*\\W$",
            "^[\\\\a]{2}$",
            "^\\p{Lu}",
            "^[\\u0000-\\u001f]$");
    private static final List<String> FORMATS =
            List.of("date", "time", "date-time", "duration", "uuid", "email", "hostname", "ipv4", "ipv6", "uri");

    private final Random random;

    RandomSchemas(long seed) {
        random = new Random(seed);
    }

    JsonNode next() {
        var schema = (ObjectNode) schema(3);
        schema.set("$defs", definitions());
        if (random.nextBoolean()) {
            schema.put("$schema", "https://json-schema.org/draft/2020-12/schema")
                    .put("title", "drawn");
        }
        return schema;
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private JsonNode schema(int depth) {
        var leaves = List.<Supplier<JsonNode>>of(
                this::string,
                this::string,
                this::integer,
                this::number,
                this::listed,
                this::types,
                () -> NODES.objectNode());
        var branches = List.<Supplier<JsonNode>>of(
                () -> object(depth),
                () -> object(depth),
                () -> array(depth),
                () -> anyOf(depth),
                () -> union(depth),
                () -> allOf(depth),
                this::recursive);
        return oneOf(depth == 0 || random.nextInt(4) == 0 ? leaves : branches).get();
    }

    private JsonNode string() {
        var schema = NODES.objectNode().put("type", "string");
        switch (random.nextInt(5)) {
            case 0 -> {
                int min = random.nextInt(4);
                schema.put("minLength", min).put("maxLength", min + random.nextInt(5));
            }
            case 1 -> schema.put("pattern", oneOf(PATTERNS));
            case 2 -> schema.put("format", oneOf(FORMATS));
            case 3 ->
                schema.put("pattern", oneOf(List.of("^[a-c]+$", "b", "^.*\\d")))
                        .put("minLength", 2)
                        .put("maxLength", 30);
            default -> {}
        }
        return schema;
    }

    private JsonNode integer() {
        var schema = NODES.objectNode().put("type", "integer");
        int low = random.nextInt(2000) - 1000;
        switch (random.nextInt(5)) {
            case 0 -> schema.put("minimum", low).put("maximum", low + random.nextInt(300));
            case 1 -> schema.put("exclusiveMinimum", low);
            case 2 -> schema.put("maximum", low + 0.5);
            case 3 ->
                schema.put("multipleOf", 1 + random.nextInt(20))
                        .put("minimum", low)
                        .put("maximum", low + 100);
            default -> {}
        }
        return schema;
    }

    private JsonNode number() {
        var schema = NODES.objectNode().put("type", "number");
        var low = BigDecimal.valueOf(random.nextInt(200_000) - 100_000, random.nextInt(5));
        switch (random.nextInt(4)) {
            case 0 -> schema.put("minimum", low).put("maximum", low.add(BigDecimal.valueOf(random.nextInt(50), 2)));
            case 1 -> schema.put("exclusiveMinimum", low).put("exclusiveMaximum", low.add(BigDecimal.ONE));
            case 2 -> schema.put("exclusiveMaximum", low);
            default -> {}
        }
        return schema;
    }

    private JsonNode listed() {
        if (random.nextInt(3) == 0) {
            return NODES.objectNode().set("const", value());
        }
        var values = NODES.arrayNode();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            values.add(value());
        }
        return NODES.objectNode().set("enum", values);
    }

    private JsonNode value() {
        return switch (random.nextInt(6)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(random.nextInt(100));
            case 2 -> NODES.numberNode(random.nextInt(1000) / 8.0);
            case 3 -> NODES.objectNode().put(oneOf(NAMES), random.nextInt(5));
            default -> NODES.stringNode(oneOf(NAMES));
        };
    }

    private JsonNode types() {
        var types = NODES.arrayNode();
        for (var type : List.of("string", "null", "boolean", "integer", "array", "object")) {
            if (random.nextInt(3) == 0) {
                types.add(type);
            }
        }
        return types.isEmpty()
                ? NODES.objectNode().put("type", "boolean")
                : NODES.objectNode().set("type", types);
    }

    private ObjectNode object(int depth) {
        var schema = NODES.objectNode().put("type", "object");
        var properties = NODES.objectNode();
        var required = NODES.arrayNode();
        for (int n = random.nextInt(5); n > 0; n--) {
            var name = oneOf(NAMES);
            if (!properties.has(name) && random.nextBoolean()) {
                required.add(name);
            }
            properties.set(name, schema(depth - 1));
        }
        if (random.nextInt(5) > 0) {
            schema.set("properties", properties);
        }
        if (random.nextInt(5) > 0) {
            schema.set("required", required);
        }
        switch (random.nextInt(4)) {
            case 0 -> schema.put("additionalProperties", true);
            case 1 -> schema.set("additionalProperties", schema(0));
            default -> {}
        }
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
            if (schema.has("required")) {
                schema.put("minProperties", required.size());
            }
        }
        return schema;
    }

    private JsonNode array(int depth) {
        var schema = NODES.objectNode().put("type", "array");
        int min = random.nextInt(3);
        if (random.nextInt(3) == 0) {
            var prefix = NODES.arrayNode();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                prefix.add(schema(depth - 1));
            }
            schema.set("prefixItems", prefix);
        }
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> schema.put("items", false).put("maxItems", 0).remove("minItems");
            default -> schema.set("items", schema(depth - 1));
        }
        if (!schema.has("maxItems")) {
            schema.put("minItems", min);
            if (random.nextBoolean()) {
                schema.put("maxItems", min + random.nextInt(4));
            }
        }
        return schema;
    }

    private JsonNode anyOf(int depth) {
        var options = NODES.arrayNode();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            options.add(schema(depth - 1));
        }
        return NODES.objectNode().set("anyOf", options);
    }

    /// A `oneOf` of members that are plainly apart.
    private JsonNode union(int depth) {
        var options = NODES.arrayNode();
        if (random.nextBoolean()) {
            options.add(string()).add(integer()).add(NODES.objectNode().put("type", "null"));
            return NODES.objectNode().set("oneOf", options);
        }
        for (var kind : List.of("one", "two", "three")) {
            var properties = NODES.objectNode();
            properties.set("kind", NODES.objectNode().put("const", kind));
            properties.set(oneOf(NAMES), schema(depth - 1));
            var member = NODES.objectNode().put("type", "object");
            member.set("properties", properties);
            member.set("required", NODES.arrayNode().add("kind"));
            options.add(member);
        }
        return NODES.objectNode().set("oneOf", options);
    }

    private JsonNode allOf(int depth) {
        var one = object(depth).without("additionalProperties");
        var other = NODES.objectNode();
        other.set("properties", NODES.objectNode().set("added", schema(depth - 1)));
        other.set("required", NODES.arrayNode().add("added"));
        return NODES.objectNode().set("allOf", NODES.arrayNode().add(one).add(other));
    }

    /// A list of whatever the definition of every schema drawn here has as its values.
    private JsonNode recursive() {
        var options = NODES.arrayNode();
        options.add(NODES.objectNode().put("type", "null"));
        options.add(NODES.objectNode().put("$ref", "#/$defs/node").put("description", "the rest"));
        return NODES.objectNode().set("anyOf", options);
    }

    private JsonNode definitions() {
        var properties = NODES.objectNode();
        properties.set("value", schema(1));
        properties.set("next", recursive());
        var node = NODES.objectNode().put("type", "object").put("additionalProperties", false);
        node.set("properties", properties);
        node.set("required", NODES.arrayNode().add("value").add("next"));
        return NODES.objectNode().set("node", node);
    }
}
