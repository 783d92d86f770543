package formers.generation.grammar;

import java.util.ArrayList;

/// Reads the part of regular expressions that Java and ECMAScript agree on and that says something about a
/// text as such. What looks around, looks back or depends on how a matcher searches is refused by name.
final class Regex {

    /// What to make of a class that dialects do not agree on.
    enum Reading {
        /// Characters that are in it for all of them: what matches then matches for everyone.
        EVERYONE,
        /// Characters that are in it for any of them: what does not match then does not match for anyone.
        ANYONE
    }

    private final Source source;
    private final RegexCharacters characters;

    private Regex(String pattern, Reading reading) {
        source = new Source("regular expression", pattern);
        characters = new RegexCharacters(source, reading);
    }

    /// The texts that match as a whole.
    static Expression whole(String pattern) {
        return Anchors.whole(parse(pattern, Reading.EVERYONE));
    }

    /// The texts in which there is a match, as JSON Schema has it.
    static Expression somewhere(String pattern, Reading reading) {
        return Anchors.somewhere(parse(pattern, reading));
    }

    private static Expression parse(String pattern, Reading reading) {
        var regex = new Regex(pattern, reading);
        var expression = regex.alternatives();
        if (regex.source.peek() != Source.END) {
            throw regex.source.wrong("unmatched ')'");
        }
        return expression;
    }

    private Expression alternatives() {
        var options = new ArrayList<Expression>();
        do {
            options.add(sequence());
        } while (source.take("|"));
        return Expression.choice(options);
    }

    private Expression sequence() {
        var parts = new ArrayList<Expression>();
        while (source.peek() != Source.END && source.peek() != '|' && source.peek() != ')') {
            parts.add(quantified(atom()));
        }
        return Expression.sequence(parts);
    }

    private Expression quantified(Expression atom) {
        int[] bounds = switch (source.peek()) {
            case '*' -> new int[] {0, Expression.UNBOUNDED};
            case '+' -> new int[] {1, Expression.UNBOUNDED};
            case '?' -> new int[] {0, 1};
            case '{' -> null;
            default -> new int[] {1, 1};
        };
        if (bounds != null && bounds[0] == 1 && bounds[1] == 1) {
            return atom;
        }
        if (Anchors.isAnchor(atom)) {
            throw source.wrong("nothing to repeat");
        }
        source.next();
        if (bounds == null) {
            bounds = source.bounds();
        }
        if (source.startsWith("+")) {
            throw source.unsupported("a possessive quantifier");
        }
        source.take("?"); // a reluctant quantifier finds other matches, but the same texts match
        if ("*+?{".indexOf(source.peek()) >= 0) {
            throw source.wrong("a quantifier follows another");
        }
        return Expression.repeat(atom, bounds[0], bounds[1]);
    }

    private Expression atom() {
        return switch (source.peek()) {
            case '(' -> group();
            case '[' -> Expression.chars(characters.inBrackets());
            case '.' -> Expression.chars(characters.dot());
            case '^' -> {
                source.next();
                yield Anchors.START;
            }
            case '$' -> {
                source.next();
                yield Anchors.END;
            }
            case '*', '+', '?', '{' -> throw source.wrong("nothing to repeat");
            case '\\' -> Expression.chars(characters.escape(false));
            default -> Expression.chars(characters.literal());
        };
    }

    private Expression group() {
        refuse("(?=", "look-ahead (?=...)");
        refuse("(?!", "look-ahead (?!...)");
        refuse("(?<=", "look-behind (?<=...)");
        refuse("(?<!", "look-behind (?<!...)");
        refuse("(?>", "an atomic group (?>...)");
        source.expect("(");
        if (source.take("?<")) {
            name();
        } else if (source.startsWith("?") && !source.take("?:")) {
            throw source.unsupported("a group with flags");
        }
        source.enter();
        var expression = alternatives();
        source.leave();
        source.expect(")");
        return expression;
    }

    private void refuse(String beginning, String what) {
        if (source.startsWith(beginning)) {
            throw source.unsupported(what);
        }
    }

    private void name() {
        while (CharacterClasses.WORD.contains(source.peek())) {
            source.next();
        }
        source.expect(">");
    }
}
