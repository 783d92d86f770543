package formers.generation.grammar;

import static formers.generation.grammar.Expression.chars;
import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.range;
import static formers.generation.grammar.Expression.repeat;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;

import java.util.ArrayList;

/// Strings as JSON has them (RFC 8259, section 7): between quotes, some characters escaped.
final class JsonString {

    private static final String ESCAPED = "\"\\\b\f\n\r\t";
    private static final String ESCAPES = "\"\\bfnrt";
    private static final CodePoints CONTROL = CodePoints.range(0, 0x1F);
    private static final CodePoints PLAIN =
            CONTROL.or(CodePoints.anyOf(ESCAPED)).complement();

    private static final Expression HEX = chars(CodePoints.anyOf("0123456789abcdefABCDEF"));

    /// Any character, in any of its forms. A surrogate is escaped only together with its other half.
    private static final Expression ANY = choice(
            chars(PLAIN),
            sequence(text("\\"), chars(CodePoints.anyOf("\"\\/bfnrt"))),
            sequence(
                    text("\\u"),
                    choice(
                            sequence(chars(CodePoints.anyOf("0123456789abcefABCEF")), repeat(HEX, 3, 3)),
                            sequence(chars(CodePoints.anyOf("dD")), range('0', '7'), HEX, HEX))),
            sequence(
                    text("\\u"),
                    chars(CodePoints.anyOf("dD")),
                    chars(CodePoints.anyOf("89abAB")),
                    HEX,
                    HEX,
                    text("\\u"),
                    chars(CodePoints.anyOf("dD")),
                    chars(CodePoints.anyOf("cdefCDEF")),
                    HEX,
                    HEX));

    private JsonString() {}

    /// Any string of so many characters.
    static Expression any(int min, int max) {
        return quoted(repeat(ANY, min, max));
    }

    static Expression literal(String value) {
        var written = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (ESCAPED.indexOf(c) >= 0) {
                written.append('\\').append(ESCAPES.charAt(ESCAPED.indexOf(c)));
            } else if (c < 0x20) {
                written.append("\\u%04X".formatted(c));
            } else {
                written.appendCodePoint(c);
            }
        });
        return text(written.append('"').toString());
    }

    /// The strings whose values an expression without rules describes.
    static Expression of(Expression value) {
        return quoted(encoded(value));
    }

    static Expression quoted(Expression inside) {
        return sequence(text("\""), inside, text("\""));
    }

    private static Expression encoded(Expression value) {
        return switch (value) {
            case Expression.Chars(var set) -> character(set);
            case Expression.Sequence(var parts) ->
                sequence(parts.stream().map(JsonString::encoded).toList());
            case Expression.Choice(var options) ->
                choice(options.stream().map(JsonString::encoded).toList());
            case Expression.Repeat(var body, int min, int max) -> repeat(encoded(body), min, max);
            case Expression.Call call -> throw new IllegalArgumentException("a string is about no rule, was " + call);
        };
    }

    /// A character of a set, in the shortest form there is.
    static Expression character(CodePoints set) {
        var forms = new ArrayList<Expression>();
        var plain = set.and(PLAIN);
        if (!plain.isEmpty()) {
            forms.add(chars(plain));
        }
        for (int i = 0; i < ESCAPED.length(); i++) {
            if (set.contains(ESCAPED.charAt(i))) {
                forms.add(text("\\" + ESCAPES.charAt(i)));
            }
        }
        for (int c = 0; c < 0x20; c++) {
            if (set.contains(c) && ESCAPED.indexOf(c) < 0) {
                forms.add(text("\\u%04X".formatted(c)));
            }
        }
        return choice(forms);
    }
}
