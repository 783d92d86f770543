package formers.generation.grammar;

import static formers.generation.grammar.Expression.any;
import static formers.generation.grammar.Expression.chars;
import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.optional;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How calls of functions are written: `{"name": …, "arguments": …}`, alone or between tags.
///
/// @param open      what stands before a call; empty if the call is the whole answer
/// @param close     what stands after it
/// @param arguments what the arguments are called
public record CallForm(String open, String close, String arguments) {

    private static final String SPACES = " \t\n\r";

    /// Whether calls stand between tags.
    public boolean tagged() {
        return !open.isEmpty();
    }

    /// Answers that call one of some functions, with arguments of its schema.
    ///
    /// @param functions JSON schemas of the arguments, by the function's name
    /// @param several   more than one call may follow each other
    /// @throws GrammarException if a schema is wrong or cannot be held to; it tells which
    public Grammar calls(Map<String, JsonNode> functions, boolean several) {
        return Grammar.of(new Rule("the tools", expression(functions, several)));
    }

    /// Answers that call functions or are something else; a call that is begun is a valid one.
    ///
    /// @param otherwise what answers without calls have to be
    public Grammar callsOr(Map<String, JsonNode> functions, boolean several, Grammar otherwise) {
        return Grammar.of(
                new Rule("the tools", choice(expression(functions, several), new Expression.Call(otherwise.rule()))));
    }

    /// Answers of text, which may call functions; a call that is begun is a valid one.
    public Grammar callsOrText(Map<String, JsonNode> functions, boolean several) {
        var calls = expression(functions, several);
        return Grammar.of(new Rule(
                "the tools", tagged() ? sequence(without(open.strip()), optional(calls)) : choice(calls, noObject())));
    }

    private Expression expression(Map<String, JsonNode> functions, boolean several) {
        var calls = new ArrayList<Expression>();
        functions.forEach((name, schema) -> calls.add(call(name, schema)));
        var one = sequence(text(open), choice(calls), text(close));
        return several && tagged() ? sequence(one, any(sequence(text("\n"), one))) : one;
    }

    private Expression call(String name, JsonNode schema) {
        Rule body;
        try {
            body = JsonSchema.read(schema);
        } catch (GrammarException e) {
            throw new GrammarException("the parameters of '%s': %s".formatted(name, e.getMessage()));
        }
        var quoted = JsonNodeFactory.instance.stringNode(name).toString();
        return sequence(
                text("{\"name\": " + quoted + ", \"" + arguments + "\": "), new Expression.Call(body), text("}"));
    }

    /// Text that is no object and does not begin as one.
    private static Expression noObject() {
        var spaces = CodePoints.anyOf(SPACES);
        return sequence(
                any(chars(spaces)),
                optional(sequence(
                        chars(CodePoints.ALL.minus(spaces).minus(CodePoints.of('{'))), any(chars(CodePoints.ALL)))));
    }

    /// Text in which a tag, whose first character it has only once, does not stand: a rule for each number
    /// of its characters just read.
    private static Expression without(String tag) {
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < tag.length(); i++) {
            rules.add(new Rule("text without " + tag));
        }
        var first = CodePoints.of(tag.charAt(0));
        for (int i = 0; i < tag.length(); i++) {
            var next = CodePoints.of(tag.charAt(i));
            var options = new ArrayList<>(List.of(
                    Expression.EMPTY,
                    sequence(chars(CodePoints.ALL.minus(first).minus(next)), new Expression.Call(rules.getFirst()))));
            if (i > 0) {
                options.add(sequence(chars(first), new Expression.Call(rules.get(1))));
            }
            if (i + 1 < tag.length()) {
                options.add(sequence(chars(next), new Expression.Call(rules.get(i + 1))));
            }
            rules.get(i).define(choice(options));
        }
        return new Expression.Call(rules.getFirst());
    }
}
