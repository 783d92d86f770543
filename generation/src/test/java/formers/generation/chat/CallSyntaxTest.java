package formers.generation.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.generation.grammar.Grammar;
import formers.generation.grammar.GrammarException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CallSyntaxTest {

    private static final Map<String, JsonNode> FUNCTIONS = new TreeMap<>(Map.of(
            "add",
            json("{'type': 'object', 'properties': {'a': {'type': 'integer'}}, 'required': ['a']}"),
            "now",
            json("{'type': 'object', 'properties': {}}")));
    private static final String ADD = "{\"name\": \"add\", \"%s\": {\"a\": 7}}";

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static String call(CallSyntax syntax, String body) {
        return syntax.form().open()
                + body.formatted(syntax.form().arguments())
                + syntax.form().close();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheGrammarAllowsIsReadAsCalls(CallSyntax syntax) {
        var answer = call(syntax, ADD);
        assertThat(syntax.form().calls(FUNCTIONS, false).matches(answer)).isTrue();
        assertThat(syntax.form().callsOrText(FUNCTIONS, true).matches(answer)).isTrue();
        var parts = syntax.parse(answer, () -> "id");
        assertThat(parts.text()).isEmpty();
        assertThat(parts.calls()).containsExactly(new ToolCall("id", "add", json("{'a': 7}")));
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsBegunIsAValidOne(CallSyntax syntax) {
        for (var body : List.of(
                "{\"name\": \"sub\", \"%s\": {\"a\": 7}}",
                "{\"name\": \"add\", \"%s\": {\"a\": \"7\"}}", "{\"name\": \"add\", \"%s\": {}}", "{}")) {
            var answer = call(syntax, body);
            assertThat(syntax.form().calls(FUNCTIONS, true).matches(answer))
                    .as(answer)
                    .isFalse();
            assertThat(syntax.form().callsOrText(FUNCTIONS, true).matches(answer))
                    .as(answer)
                    .isFalse();
        }
    }

    @Test
    void textComesBeforeTagsOnly() {
        var tagged = CallSyntax.TAGGED.form().callsOrText(FUNCTIONS, true);
        var plain = CallSyntax.ARGUMENTS.form().callsOrText(FUNCTIONS, true);
        for (var text : List.of("", "Hello.", "1 < 2 <tool <<tool_cal> <tool_cal", "  \n no {")) {
            assertThat(tagged.matches(text)).as(text).isTrue();
            assertThat(plain.matches(text)).as(text).isTrue();
            assertThat(tagged.matches(text + call(CallSyntax.TAGGED, ADD)))
                    .as(text)
                    .isTrue();
        }
        assertThat(tagged.matches("<<tool_call>")).isFalse();
        assertThat(plain.matches(" {")).isFalse();
        var parts = CallSyntax.TAGGED.parse(
                "Well: " + call(CallSyntax.TAGGED, ADD) + "\n" + call(CallSyntax.TAGGED, ADD), () -> "x");
        assertThat(parts.text()).isEqualTo("Well:");
        assertThat(parts.calls()).hasSize(2);
    }

    @Test
    void severalCallsNeedLeave() {
        var two = call(CallSyntax.TAGGED, ADD) + "\n" + call(CallSyntax.TAGGED, ADD);
        assertThat(CallSyntax.TAGGED.form().calls(FUNCTIONS, true).matches(two)).isTrue();
        assertThat(CallSyntax.TAGGED.form().calls(FUNCTIONS, false).matches(two))
                .isFalse();
    }

    @Test
    void somethingElseThanACallMayHaveAForm() {
        var grammar = CallSyntax.PARAMETERS.form().callsOr(FUNCTIONS, false, Grammar.regex("[0-9]+"));
        assertThat(grammar.matches("12")).isTrue();
        assertThat(grammar.matches("twelve")).isFalse();
        assertThat(grammar.matches(ADD.formatted("parameters"))).isTrue();
    }

    @Test
    void whatIsNoCallStaysText() {
        for (var text : List.of("{", "{\"name\": 3}", "<tool_call>{}</tool_call>", "<tool_call>", "7", "")) {
            for (var syntax : CallSyntax.values()) {
                var parts = syntax.parse(text, () -> "id");
                assertThat(parts.text()).isEqualTo(text);
                assertThat(parts.calls()).isEmpty();
            }
        }
    }

    @Test
    void schemasThatCannotBeHeldToAreNamed() {
        assertThatThrownBy(() -> CallSyntax.TAGGED
                        .form()
                        .calls(Map.of("f", json("{'type': 'object', 'unevaluatedProperties': {}}")), false))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("'f'")
                .hasMessageContaining("unevaluatedProperties");
    }

    @Test
    void templatesShowWhatTheyWant() {
        assertThat(CallSyntax.of(template("{{ tools }}<tool_call>"))).isEqualTo(CallSyntax.TAGGED);
        assertThat(CallSyntax.of(template("{% if tools %}{\"name\": x, \"parameters\": y}")))
                .isEqualTo(CallSyntax.PARAMETERS);
        assertThat(CallSyntax.of(template("{{ messages[0].content }}"))).isEqualTo(CallSyntax.ARGUMENTS);
    }

    private static ChatTemplate template(String source) {
        return ChatTemplate.of(source, Map.of());
    }

    @Test
    void templatesSeeToolsCallsAndAnswers() {
        var call = new ToolCall("c1", "add", json("{'a': 7, 'b': [true, null, 'x']}"));
        var chat = List.of(
                new Message(Role.USER, "Add."), Message.asking("", List.of(call)), Message.answering("c1", "14"));
        var tool = new Tool("add", "Adds.", FUNCTIONS.get("add"));
        var source = "{% for t in tools %}{{ t | tojson }}\n{% endfor %}{% for m in messages %}{{ m.role }}:"
                + "{% if m.tool_calls %}{% for c in m.tool_calls %}{{ c.function.name }}"
                + "{{ c.function.arguments | tojson }}{% endfor %}{% endif %}"
                + "{% if m.role == 'tool' %}{{ m.name }}={% endif %}{{ m.content }}\n{% endfor %}";
        assertThat(template(source).render(chat, List.of(tool), true))
                .isEqualTo("{\"type\": \"function\", \"function\": {\"name\": \"add\", \"description\": \"Adds.\","
                        + " \"parameters\": {\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}},"
                        + " \"required\": [\"a\"]}}}\nuser:Add.\nassistant:add{\"a\": 7, \"b\": [true, null, \"x\"]}\n"
                        + "tool:add=14\n");
    }

    @Test
    void templatesWithoutToolsAreToldInWords() {
        var call = new ToolCall("c1", "add", json("{'a': 7}"));
        var chat = List.of(
                new Message(Role.SYSTEM, "Be brief."),
                new Message(Role.USER, "Add."),
                Message.asking("", List.of(call)),
                Message.answering("c1", "14"));
        var told = ToolsAsText.rewrite(chat, List.of(new Tool("add", "Adds.", null)));
        assertThat(told.getFirst().content())
                .startsWith("Be brief.\n\nYou can call")
                .contains("{\"name\":\"add\",\"description\":\"Adds.\",\"parameters\":{\"type\":\"object\"}}");
        assertThat(told.get(2).content()).isEqualTo("{\"name\":\"add\",\"arguments\":{\"a\":7}}");
        assertThat(told.get(3)).isEqualTo(new Message(Role.USER, "The function answers: 14"));
    }
}
