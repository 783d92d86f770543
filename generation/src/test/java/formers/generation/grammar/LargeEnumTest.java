package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.text.BytePairTokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Schemas that list thousands of values.
@Timeout(30)
class LargeEnumTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int VALUES = 10_000;
    private static final int[] CHARACTERS =
            "abcdefghij-_ABC éß😀\"\\\n\t\u0001/漢".codePoints().toArray();

    private static final List<String> STRINGS = strings();

    /// Of which many begin, and many end, as others do, and some are beginnings of others.
    private static List<String> strings() {
        var random = new Random(3);
        var known = new ArrayList<>(List.of("", "a"));
        var all = new LinkedHashSet<>(known);
        while (all.size() < VALUES) {
            var start = known.get(random.nextInt(known.size()));
            var text = new StringBuilder(start.substring(
                    0, start.offsetByCodePoints(0, random.nextInt(start.codePointCount(0, start.length()) + 1))));
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
            }
            if (random.nextInt(3) == 0) {
                text.append("-ending");
            }
            if (all.add(text.toString())) {
                known.add(text.toString());
            }
        }
        return List.copyOf(all);
    }

    private static JsonNode enumeration(List<String> values) {
        var list = NODES.arrayNode();
        values.forEach(list::add);
        return NODES.objectNode().set("enum", list);
    }

    private static JsonNode constants(String combination, List<String> values) {
        var list = NODES.arrayNode();
        values.forEach(value -> list.add(NODES.objectNode().put("const", value).put("description", "one of many")));
        return NODES.objectNode().set(combination, list);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static String written(String value) {
        return NODES.stringNode(value).toString();
    }

    private static void assertHolds(Grammar grammar) {
        var all = Set.copyOf(STRINGS);
        for (var value : STRINGS) {
            assertThat(grammar.matches(written(value))).as(value).isTrue();
            for (var other : List.of(value + "a", value.isEmpty() ? "b" : value.substring(1))) {
                if (!all.contains(other)) {
                    assertThat(grammar.matches(written(other))).as(other).isFalse();
                }
            }
        }
        assertThat(grammar.matches("\"")).isFalse();
        assertThat(grammar.matches("1")).isFalse();
    }

    @Test
    void everyListedStringAndNoOtherIsOfTheGrammar() {
        assertHolds(Grammar.jsonSchema(enumeration(STRINGS)));
    }

    @Test
    void constantsAreListedAsWell() {
        assertHolds(Grammar.jsonSchema(constants("anyOf", STRINGS)));
        assertHolds(Grammar.jsonSchema(constants("oneOf", STRINGS)));
        var typed = NODES.objectNode().put("type", "string");
        assertHolds(Grammar.jsonSchema(typed.setAll((ObjectNode) constants("oneOf", STRINGS))));
        var twice = new ArrayList<>(STRINGS);
        twice.add(STRINGS.get(77));
        assertThatThrownBy(() -> Grammar.jsonSchema(constants("oneOf", twice)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("77 and 10000");
        assertHolds(Grammar.jsonSchema(constants("anyOf", twice)));
    }

    @Test
    void otherKeywordsHoldOfListedValues() {
        var schema = (ObjectNode) enumeration(STRINGS);
        var grammar = Grammar.jsonSchema(
                schema.put("type", "string").put("maxLength", 4).put("pattern", "^a"));
        long expected = STRINGS.stream()
                .filter(it -> it.startsWith("a") && it.codePointCount(0, it.length()) <= 4)
                .peek(it -> assertThat(grammar.matches(written(it))).isTrue())
                .count();
        assertThat(expected).isGreaterThan(10);
        assertThat(grammar.matches("\"b\"")).isFalse();

        var both = NODES.objectNode();
        both.putArray("allOf").add(enumeration(STRINGS)).add(enumeration(List.of("a", "no such string")));
        assertThat(Grammar.jsonSchema(both).matches("\"a\"")).isTrue();
        assertThat(Grammar.jsonSchema(both).matches("\"no such string\"")).isFalse();
    }

    @Test
    void numbersAndOtherValuesAreListedToo() {
        var list = NODES.arrayNode();
        for (int i = 0; i < VALUES; i++) {
            list.add(3 * i);
        }
        list.add(true).addNull().add(json("{'a': [1, 'x']}"));
        var grammar = Grammar.jsonSchema(NODES.objectNode().set("enum", list));
        assertThat(grammar.matches("29997")).isTrue();
        assertThat(grammar.matches("29998")).isFalse();
        assertThat(grammar.matches("null")).isTrue();
        assertThat(grammar.matches("{\"a\":[1,\"x\"]}")).isTrue();
    }

    /// Also where many properties share it, and in regular expressions and grammars.
    @Test
    void listsAreLargeElsewhereToo() {
        var properties = NODES.objectNode();
        var names = NODES.arrayNode();
        for (int i = 0; i < 30; i++) {
            properties.set(
                    "p" + i,
                    json("{'anyOf': [{'$ref': '#/$defs/large'}, {'const': %d}, {'const': null}]}".formatted(i)));
            names.add("p" + i);
        }
        var schema = NODES.objectNode().put("type", "object");
        schema.set("properties", properties);
        schema.set("required", names);
        schema.set("$defs", NODES.objectNode().set("large", enumeration(STRINGS)));
        var value = NODES.objectNode();
        for (int i = 0; i < 30; i++) {
            value.set(
                    "p" + i, i % 2 == 0 ? NODES.stringNode("a") : i % 3 == 0 ? NODES.nullNode() : NODES.numberNode(i));
        }
        var grammar = Grammar.jsonSchema(schema);
        assertThat(grammar.matches(value.toString())).isTrue();
        assertThat(grammar.matches(value.toString().replace("\"a\"", "\"no such string\"")))
                .isFalse();

        var words = STRINGS.stream().map(it -> it.replaceAll("[^a-z]", "")).toList();
        assertThat(Grammar.regex(String.join("|", words)).matches(words.getLast()))
                .isTrue();
        var gbnf = words.stream().map(it -> "\"" + it + "\"").collect(Collectors.joining(" | ", "root ::= ", ""));
        assertThat(Grammar.gbnf(gbnf).matches(words.getLast())).isTrue();
        assertThat(Grammar.gbnf(gbnf).matches(words.getLast() + "zz")).isFalse();
    }

    /// Token by token, what is written by somebody who knows nothing is one of the values.
    @Test
    void whatIsWrittenIsListed() {
        var vocabulary = TokenVocabulary.of(BytePairTokenizer.ofBytes());
        var first = vocabulary.constraint(Grammar.jsonSchema(enumeration(STRINGS)));
        var all = Set.copyOf(STRINGS);
        var random = new Random(5);
        var seen = new LinkedHashSet<String>();
        for (int i = 0; i < 500; i++) {
            var constraint = first.fresh();
            var bytes = new ByteArrayOutputStream();
            while (!constraint.isComplete()) {
                int[] allowed = constraint.allowed().stream().toArray();
                int token = allowed[random.nextInt(allowed.length)];
                constraint.advance(token);
                bytes.write(token);
            }
            seen.add(JsonMapper.shared()
                    .readTree(bytes.toString(StandardCharsets.UTF_8))
                    .stringValue());
        }
        assertThat(all).containsAll(seen);
        assertThat(seen).hasSizeGreaterThan(200);
    }

    /// A text has one reading, and what texts share is there once: a few bytes of program for each value.
    @Test
    void beginningsAndEndingsAreShared() {
        assertThat(Compiler.compile(Grammar.jsonSchema(enumeration(STRINGS)).rule())
                        .code())
                .hasSizeLessThan(VALUES * 12);
        var state = Grammar.jsonSchema(enumeration(STRINGS)).start().accept((byte) '"');
        assertThat(state.readings).hasSizeLessThan(40);
    }
}
