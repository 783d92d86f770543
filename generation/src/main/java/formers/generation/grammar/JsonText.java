package formers.generation.grammar;

import static formers.generation.grammar.Expression.chars;
import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.optional;
import static formers.generation.grammar.Expression.range;
import static formers.generation.grammar.Expression.repeat;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;

import java.util.List;

/// JSON (RFC 8259) with bounds that a text without a schema needs, lest a model go on for ever: on the
/// white space between two signs, the digits of a number and the depth.
final class JsonText {

    /// Digits before and behind the point; as many as a double keeps.
    static final int DIGITS = 15;

    /// Values within values, where no schema says how deep.
    static final int DEPTH = 32;

    /// One space, or a new line and its indentation.
    static final Expression SPACE =
            optional(choice(text(" "), sequence(text("\n"), repeat(chars(CodePoints.anyOf(" \t")), 0, 2 * DEPTH))));

    static final Expression DIGIT = range('0', '9');

    private static final Expression WHOLE = choice(text("0"), sequence(range('1', '9'), repeat(DIGIT, 0, DIGITS - 1)));

    /// Two digits of exponent keep every number within the range of a double.
    static final Expression NUMBER = sequence(
            optional(text("-")),
            WHOLE,
            optional(sequence(text("."), repeat(DIGIT, 1, DIGITS))),
            optional(sequence(
                    chars(CodePoints.anyOf("eE")), optional(chars(CodePoints.anyOf("+-"))), repeat(DIGIT, 1, 2))));

    static final Expression INTEGER =
            choice(text("0"), sequence(optional(text("-")), range('1', '9'), repeat(DIGIT, 0, DIGITS - 1)));

    static final Expression STRING = new Expression.Call(new Rule("string", JsonString.any(0, Expression.UNBOUNDED)));

    static final Expression BOOLEAN = choice(text("true"), text("false"));

    static final Expression NULL = text("null");

    private static final Values ANY = values(DEPTH);

    private record Values(Expression value, Expression object, Expression array) {}

    private JsonText() {}

    static Expression value() {
        return ANY.value;
    }

    static Expression object() {
        return ANY.object;
    }

    static Expression array() {
        return ANY.array;
    }

    private static Values values(int depth) {
        var scalar = choice(STRING, NUMBER, BOOLEAN, NULL);
        if (depth == 0) {
            return new Values(scalar, sequence(text("{"), SPACE, text("}")), sequence(text("["), SPACE, text("]")));
        }
        var inner = values(depth - 1).value;
        var object = call("object", list("{", member(STRING, inner), 0, Expression.UNBOUNDED, "}"));
        var array = call("array", list("[", inner, 0, Expression.UNBOUNDED, "]"));
        return new Values(call("value", choice(scalar, object, array)), object, array);
    }

    private static Expression call(String name, Expression body) {
        return new Expression.Call(new Rule(name, body));
    }

    static Expression member(Expression name, Expression value) {
        return sequence(name, SPACE, text(":"), SPACE, value);
    }

    /// Items between brackets, with commas.
    static Expression list(String open, Expression item, int min, int max, String close) {
        var empty = SPACE;
        var more = max == Expression.UNBOUNDED ? max : max - 1;
        var filled = max == 0
                ? Expression.NOTHING
                : sequence(
                        SPACE,
                        item,
                        repeat(sequence(SPACE, text(","), SPACE, item), Math.max(0, min - 1), more),
                        SPACE);
        return sequence(text(open), min > 0 ? filled : choice(List.of(empty, filled)), text(close));
    }
}
