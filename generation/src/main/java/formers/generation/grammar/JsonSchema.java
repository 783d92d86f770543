package formers.generation.grammar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// JSON schemas (draft 2020-12, core and validation) to rules. Every text of the rules is valid; where a
/// schema is vague the rules have one way of being valid and not all. What cannot be held to is refused
/// with its place.
final class JsonSchema {

    /// References and combinations within each other, and alternatives that they multiply to.
    private static final int MOST_STEPS = 50;
    private static final int MOST_ALTERNATIVES = 500;

    private final Place root;
    private final Map<JsonNode, Rule> rules = new HashMap<>();

    /// Schemas with a `oneOf` of which the members are known, or just being shown, to be apart.
    private final Set<JsonNode> proven = new HashSet<>();

    private int depth;

    private JsonSchema(JsonNode schema) {
        root = new Place(schema, "#");
    }

    static Rule read(JsonNode schema) {
        requireFinite(schema);
        var reader = new JsonSchema(schema);
        return new Rule("the schema", reader.value(reader.root));
    }

    /// Numbers beyond the range of a double are infinite when they have been read as one.
    private static void requireFinite(JsonNode schema) {
        var work = new ArrayDeque<JsonNode>(List.of(schema));
        while (!work.isEmpty()) {
            var node = work.pop();
            if ((node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue())) {
                throw new GrammarException("JSON schema: a number in it is not finite: " + node);
            }
            node.values().forEach(work::push);
        }
    }

    /// Values of a schema. Equal schemas share a rule, wherever they are, which is how recursion ends.
    Expression value(Place schema) {
        var rule = rules.get(schema.node());
        if (rule == null) {
            if (++depth > Limits.NESTING) {
                throw schema.unsupported("schemas nested more than %d deep".formatted(Limits.NESTING));
            }
            rule = new Rule(schema.pointer());
            rules.put(schema.node(), rule);
            rule.define(body(schema));
            depth--;
        }
        return new Expression.Call(rule);
    }

    private Expression body(Place schema) {
        if (schema.node().isBoolean()) {
            return schema.bool() ? JsonText.value() : Expression.NOTHING;
        }
        var own = Keywords.of(schema);
        var combinations = Keywords.COMBINATIONS.stream()
                .filter(name -> schema.get(name) != null)
                .toList();
        if (combinations.isEmpty()) {
            var form = assertions(own);
            if (form.equals(Expression.NOTHING) && own.hasAny("enum", "const")) {
                throw schema.wrong("none of the values in 'enum' or 'const' is what the keywords beside it ask for");
            }
            return form;
        }
        if (combinations.size() == 1 && own.isEmpty()) {
            var name = combinations.getFirst();
            var place = schema.get(name);
            switch (name) {
                case "$ref" -> {
                    return value(resolve(place));
                }
                case "anyOf", "oneOf" -> {
                    var options = listedTogether(options(place, schema), place);
                    return Expression.choice(options.stream().map(this::value).toList());
                }
                default -> {}
            }
        }
        return Expression.choice(
                alternatives(schema, 0).stream().map(this::assertions).toList());
    }

    /// The members of an `anyOf` or a `oneOf`; of the latter no value may fit two.
    private List<Place> options(Place place, Place schema) {
        var options = place.some();
        if (place.pointer().endsWith("/oneOf") && proven.add(schema.node())) {
            new Disjointness(this).require(place, options, Keywords.of(schema).only("type"));
        }
        return options;
    }

    /// Members of which each lists some values, as one that lists them all; others as they are.
    private List<Place> listedTogether(List<Place> members, Place place) {
        var result = new ArrayList<Place>();
        var values = JsonNodeFactory.instance.arrayNode();
        for (var member : members) {
            var own = member.lists() ? Keywords.of(member) : Keywords.NONE;
            var listed = own.without("enum", "const", "type").isEmpty() && !own.isEmpty()
                    ? fitting(own)
                    : List.<JsonNode>of();
            if (listed.isEmpty()) {
                result.add(member);
            }
            values.addAll(listed);
        }
        if (!values.isEmpty()) {
            result.add(new Place(JsonNodeFactory.instance.objectNode().set("enum", values), place.pointer()));
        }
        return result;
    }

    private Place resolve(Place reference) {
        var target = reference.string();
        if (!target.equals("#") && !target.startsWith("#/")) {
            throw reference.unsupported(
                    "a reference other than to a place in the schema itself (#/...), here " + target);
        }
        var place = root;
        var path = decoded(reference, target.substring(1));
        var names = path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
        for (var name : names) {
            place = step(place, name.replace("~1", "/").replace("~0", "~"));
            if (place == null) {
                throw reference.wrong("there is nothing at " + target);
            }
        }
        return place;
    }

    private static String decoded(Place reference, String fragment) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw reference.wrong(e.getMessage());
        }
    }

    private static Place step(Place place, String name) {
        if (place.node().isArray() && !name.matches("\\d{1,9}")) {
            return null;
        }
        return place.node().isContainer() ? place.get(name) : null;
    }

    /// A schema as alternatives without references and combinations.
    List<Keywords> alternatives(Place schema, int steps) {
        if (steps > MOST_STEPS) {
            throw schema.unsupported("references and combinations of schemas more than %d deep".formatted(MOST_STEPS));
        }
        if (schema.node().isBoolean()) {
            return schema.bool() ? List.of(Keywords.NONE) : List.of();
        }
        var all = List.of(Keywords.of(schema));
        if (schema.get("$ref") != null) {
            all = both(schema, all, alternatives(resolve(schema.get("$ref")), steps + 1));
        }
        if (schema.get("allOf") != null) {
            for (var part : schema.get("allOf").some()) {
                all = both(schema, all, alternatives(part, steps + 1));
            }
        }
        for (var name : List.of("anyOf", "oneOf")) {
            if (schema.get(name) != null) {
                var options = new ArrayList<Keywords>();
                listedTogether(options(schema.get(name), schema), schema.get(name))
                        .forEach(option -> options.addAll(alternatives(option, steps + 1)));
                all = both(schema, all, options);
            }
        }
        return all;
    }

    private static List<Keywords> both(Place schema, List<Keywords> one, List<Keywords> other) {
        if ((long) one.size() * other.size() > MOST_ALTERNATIVES) {
            throw schema.unsupported(
                    "combinations that multiply to more than %d alternatives".formatted(MOST_ALTERNATIVES));
        }
        var result = new ArrayList<Keywords>();
        for (var a : one) {
            for (var b : other) {
                result.add(KeywordMerge.of(a, b));
            }
        }
        return result;
    }

    private Expression assertions(Keywords keywords) {
        if (keywords.hasAny("enum", "const")) {
            return listed(keywords);
        }
        if (keywords.isEmpty()) {
            return JsonText.value();
        }
        return Expression.choice(ValueType.written(keywords).stream()
                .map(type -> ofType(type, keywords))
                .toList());
    }

    private Expression ofType(ValueType type, Keywords keywords) {
        return switch (type) {
            case OBJECT -> new ObjectSchema(keywords, this).expression();
            case ARRAY -> new ArraySchema(keywords, this).expression();
            case STRING -> new StringSchema(keywords).expression();
            case NUMBER -> new NumberSchema(keywords, false).expression();
            case INTEGER -> new NumberSchema(keywords, true).expression();
            case BOOLEAN -> JsonText.BOOLEAN;
            case NULL -> JsonText.NULL;
        };
    }

    /// Those of the listed values of which the other keywords hold.
    private Expression listed(Keywords keywords) {
        return Expression.choice(
                fitting(keywords).stream().map(JsonValues::literal).toList());
    }

    private List<JsonNode> fitting(Keywords keywords) {
        var others = keywords.without("enum", "const");
        var types = ValueType.allowed(others);
        var forms = new EnumMap<ValueType, Grammar>(ValueType.class); // made when needed: they cost more than a value
        return values(keywords).stream()
                .filter(value -> types.stream()
                        .filter(type -> type.has(value))
                        .anyMatch(type -> !others.hasAny(type.keywords)
                                || forms.computeIfAbsent(type, it -> form(it, others))
                                        .matches(JsonValues.plain(value))))
                .toList();
    }

    /// What else is asked of a listed value of a type.
    private Grammar form(ValueType type, Keywords others) {
        // The second option is no JSON: a grammar has to have some text.
        return Grammar.of(new Rule("a listed value", Expression.choice(ofType(type, others), Expression.text("?"))));
    }

    static List<JsonNode> values(Keywords keywords) {
        var constant = keywords.get("const");
        if (!keywords.has("enum")) {
            return List.of(constant.node());
        }
        return keywords.get("enum").array().node().values().stream()
                .filter(value -> constant == null || JsonValues.equal(value, constant.node()))
                .toList();
    }
}
