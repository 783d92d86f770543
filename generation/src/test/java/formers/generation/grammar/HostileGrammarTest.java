package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Grammars come from strangers: whatever is wrong with one is a [GrammarException].
class HostileGrammarTest {

    private static final List<String> VALID = List.of(
            "root ::= item{2,3} # c\nitem ::= \"- \" [^\\r\\n\\x0b]+ (\"a\" | [a-z]? item)* \"\\u00e9\" .\n",
            "^(?:a|b{2,3}?)*[^\\d\\-a-f]+(?<n>\\p{Lu}\\x41\\u{1F600})$|.\\S",
            "{\"type\":[\"object\",\"null\"],\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"},\"b\":{\"enum\":[1,\"a\",null]}},"
                    + "\"required\":[\"a\"],\"additionalProperties\":{\"type\":\"array\",\"items\":{\"minimum\":1.5,\"maximum\":7},"
                    + "\"minItems\":2},\"$defs\":{\"x\":{\"oneOf\":[{\"type\":\"string\",\"pattern\":\"^a\"},{\"type\":"
                    + "\"integer\",\"multipleOf\":3}],\"allOf\":[{\"type\":[\"string\",\"integer\"],\"maxLength\":9}]}}}");

    private static String damaged(String text, Random random) {
        var damaged = new StringBuilder(text);
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, "(){}[]|*+?\\^$\"',:.-09ax\n#=&<!".charAt(random.nextInt(29)));
                case 2 -> damaged.setCharAt(at, damaged.charAt(random.nextInt(damaged.length())));
                default ->
                    damaged.insert(at, damaged.substring(at, Math.min(damaged.length(), at + random.nextInt(30))));
            }
        }
        return damaged.toString();
    }

    private static void tries(String valid, Function<String, Grammar> reader) {
        assertThat(reader.apply(valid)).isNotNull();
        var random = new Random(valid.length());
        int refused = 0;
        for (int i = 0; i < 800; i++) {
            var text = damaged(valid, random);
            try {
                reader.apply(text).matches("a");
            } catch (GrammarException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isBetween(30, 790);
    }

    @Test
    void damagedGrammars() {
        tries(VALID.get(0), Grammar::gbnf);
        tries(VALID.get(1), Grammar::regex);
    }

    @Test
    void damagedSchemas() {
        tries(VALID.get(2), text -> {
            JsonNode schema;
            try {
                schema = JsonMapper.shared().readTree(text);
            } catch (JacksonException _) {
                return Grammar.json();
            }
            return Grammar.jsonSchema(schema);
        });
    }

    /// Every value of a schema replaced by one of another type.
    @Test
    void schemasWithTheWrongValues() {
        var nodes = JsonNodeFactory.instance;
        var wrong = List.of(
                nodes.nullNode(),
                nodes.numberNode(-1),
                nodes.numberNode(1e300),
                nodes.stringNode("x"),
                nodes.arrayNode(),
                nodes.objectNode(),
                nodes.booleanNode(false),
                nodes.arrayNode().add(1),
                nodes.numberNode(2_000_000_000));
        for (var keyword : Keywords.ASSERTIONS) {
            for (var value : wrong) {
                var schema = nodes.objectNode().set(keyword, value);
                try {
                    Grammar.jsonSchema(schema);
                    Grammar.jsonSchema(nodes.objectNode()
                            .set("allOf", nodes.arrayNode().add(schema).add(schema)));
                } catch (GrammarException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        for (var keyword : Keywords.COMBINATIONS) {
            for (var value : wrong) {
                assertThatExceptionOfType(GrammarException.class)
                        .as("%s: %s", keyword, value)
                        .isThrownBy(() -> Grammar.jsonSchema(nodes.objectNode().set(keyword, value)));
            }
        }
    }

    @Test
    void largeAndDeepGrammars() {
        var chain = new StringBuilder("root ::= a0\n");
        for (int i = 0; i < 20_000; i++) {
            chain.append("a%d ::= \"x\"? a%d\n".formatted(i, i + 1));
        }
        chain.append("a20000 ::= \"y\"?\n");
        assertThat(Grammar.gbnf(chain.toString().replace("::= a0", "::= \"z\" a19990"))
                        .matches("zxxy"))
                .isTrue();
        assertThatThrownBy(() -> Grammar.gbnf(chain.toString()))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("in more than");
        assertThatThrownBy(() -> Grammar.gbnf(chain.toString().replace("::= a0", "::= a0{5}")))
                .isInstanceOf(GrammarException.class);
        assertThatThrownBy(() -> Grammar.gbnf("root ::= " + "(".repeat(100_000)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> Grammar.gbnf("root ::= \"a\"" + "*".repeat(100_000)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("nested");
        var nested = new StringBuilder("root ::= ");
        nested.repeat("((a? ", 90)
                .append("\"b\"?")
                .repeat("){0,9} a?){0,9}", 90)
                .append("\na ::= \"a\"?\n");
        assertThatThrownBy(() -> Grammar.gbnf(nested.toString()))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> Grammar.regex("[^a]".repeat(100_000)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("too large");
    }
}
