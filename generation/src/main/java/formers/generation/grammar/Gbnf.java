package formers.generation.grammar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Reads grammars as llama.cpp has them (its `grammars/README.md`): `name ::= alternatives`, literals,
/// classes, groups, repetitions, comments. Reading begins at the rule `root`.
final class Gbnf {

    private static final CodePoints NAME = CodePoints.range('a', 'z')
            .or(CodePoints.range('A', 'Z'))
            .or(CodePoints.range('0', '9'))
            .or(CodePoints.anyOf("-_"));

    private final Source source;
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Set<String> defined = new HashSet<>();

    private Gbnf(String text) {
        source = new Source("grammar", text);
    }

    static Rule read(String text) {
        var grammar = new Gbnf(text);
        grammar.space(true);
        while (grammar.source.peek() != Source.END) {
            grammar.rule();
        }
        for (var name : grammar.rules.keySet()) {
            if (!grammar.defined.contains(name)) {
                throw new GrammarException("grammar: the rule '%s' is used and not defined".formatted(name));
            }
        }
        if (!grammar.defined.contains("root")) {
            throw new GrammarException("grammar: there is no rule 'root', where a text begins");
        }
        return grammar.rules.get("root");
    }

    private void rule() {
        var name = name();
        space(false);
        source.expect("::=");
        space(true);
        if (!defined.add(name)) {
            throw source.wrong("the rule '%s' is defined twice".formatted(name));
        }
        named(name).define(alternatives(false));
        if (source.peek() != '\n' && source.peek() != '\r' && source.peek() != Source.END) {
            throw source.wrong("expected the end of the rule '%s'".formatted(name));
        }
        space(true);
    }

    private Rule named(String name) {
        return rules.computeIfAbsent(name, Rule::new);
    }

    private String name() {
        int begin = source.position();
        while (NAME.contains(source.peek())) {
            source.next();
        }
        if (source.position() == begin) {
            throw source.wrong("expected the name of a rule");
        }
        return source.from(begin);
    }

    /// Skips spaces and comments, and the ends of lines where an expression may go on behind them.
    private void space(boolean lines) {
        while (true) {
            int c = source.peek();
            if (c == '#') {
                while (source.peek() != '\n' && source.peek() != '\r' && source.peek() != Source.END) {
                    source.next();
                }
            } else if (c == ' ' || c == '\t' || lines && (c == '\n' || c == '\r')) {
                source.next();
            } else {
                return;
            }
        }
    }

    private Expression alternatives(boolean nested) {
        var options = new ArrayList<Expression>();
        options.add(sequence(nested));
        while (source.take("|")) {
            space(true);
            options.add(sequence(nested));
        }
        return Expression.choice(options);
    }

    private Expression sequence(boolean nested) {
        var parts = new ArrayList<Expression>();
        while (true) {
            switch (source.peek()) {
                case Source.END, '\n', '\r', '|', ')' -> {
                    return Expression.sequence(parts);
                }
                default -> {
                    var element = element();
                    space(nested);
                    parts.add(repeated(element, nested));
                }
            }
        }
    }

    private Expression element() {
        return switch (source.peek()) {
            case '"' -> literal();
            case '[' -> characterClass();
            case '.' -> {
                source.next();
                yield Expression.chars(CodePoints.ALL);
            }
            case '(' -> group();
            case '<', '!' -> throw source.unsupported("a token (<...>)");
            case '*', '+', '?', '{' -> throw source.wrong("nothing to repeat");
            default -> new Expression.Call(named(name()));
        };
    }

    private Expression group() {
        source.expect("(");
        source.enter();
        space(true);
        var inner = alternatives(true);
        source.leave();
        source.expect(")");
        return inner;
    }

    private Expression repeated(Expression element, boolean nested) {
        int[] bounds = bounds();
        if (bounds == null) {
            return element;
        }
        space(nested);
        source.enter();
        var result = repeated(Expression.repeat(element, bounds[0], bounds[1]), nested);
        source.leave();
        return result;
    }

    /// Null if there is no repetition here.
    private int[] bounds() {
        return switch (source.peek()) {
            case '*', '+', '?' -> {
                int sign = source.next();
                yield new int[] {sign == '+' ? 1 : 0, sign == '?' ? 1 : Expression.UNBOUNDED};
            }
            case '{' -> {
                source.next();
                yield source.bounds();
            }
            default -> null;
        };
    }

    private Expression literal() {
        source.expect("\"");
        var parts = new ArrayList<Expression>();
        while (!source.take("\"")) {
            parts.add(Expression.chars(CodePoints.of(character())));
        }
        return Expression.sequence(parts);
    }

    private Expression characterClass() {
        source.expect("[");
        boolean negated = source.take("^");
        var set = CodePoints.NONE;
        while (!source.take("]")) {
            int first = character();
            int last = first;
            if (source.startsWith("-") && !source.startsWith("-]")) {
                source.expect("-");
                last = character();
            }
            if (last < first) {
                throw source.wrong("the range U+%04X-U+%04X is the wrong way round".formatted(first, last));
            }
            set = set.or(CodePoints.range(first, last));
        }
        return Expression.chars(negated ? set.complement() : set);
    }

    private int character() {
        int c = source.next();
        if (c == Source.END || c == '\n') {
            throw source.wrong("a literal or a class goes on to the end of the line; close it");
        }
        return c == '\\' ? escape() : real(c);
    }

    private int escape() {
        int c = source.next();
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> source.hexadecimal(2);
            case 'u' -> real(source.hexadecimal(4));
            case 'U' -> real(source.hexadecimal(8));
            case '"', '\\', '[', ']', '-', '^' -> c;
            default ->
                throw source.unsupported(
                        c == Source.END ? "a '\\' with nothing behind it" : "the escape \\" + Character.toString(c));
        };
    }

    private int real(int c) {
        if (!CodePoints.ALL.contains(c)) {
            throw source.wrong("U+%04X is no character".formatted(c));
        }
        return c;
    }
}
