package formers.generation.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What texts look like, over characters.
sealed interface Expression {

    /// One character of a set.
    record Chars(CodePoints set) implements Expression {}

    /// One after the other; of none, the empty text.
    record Sequence(List<Expression> parts) implements Expression {}

    /// Any one of them; of none, no text at all.
    record Choice(List<Expression> options) implements Expression {}

    /// @param max most repetitions, [#UNBOUNDED] for any number
    record Repeat(Expression body, int min, int max) implements Expression {}

    /// What a rule says. Compared by identity of the rule.
    record Call(Rule rule) implements Expression {}

    int UNBOUNDED = Integer.MAX_VALUE;

    /// Of the characters that most texts are made of, each once.
    List<Expression> ASCII =
            IntStream.range(0, 128).mapToObj(c -> chars(CodePoints.of(c))).toList();

    Expression EMPTY = new Sequence(List.of());
    Expression NOTHING = new Choice(List.of());

    static Expression text(String text) {
        var parts = text.codePoints()
                .mapToObj(c -> c < ASCII.size() ? ASCII.get(c) : chars(CodePoints.of(c)))
                .toList();
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    static Expression chars(CodePoints set) {
        return new Chars(set);
    }

    static Expression range(int first, int last) {
        return new Chars(CodePoints.range(first, last));
    }

    static Expression sequence(Expression... parts) {
        return sequence(List.of(parts));
    }

    static Expression sequence(List<Expression> parts) {
        var flat = new ArrayList<Expression>();
        for (var part : parts) {
            if (part instanceof Sequence(var inner)) {
                flat.addAll(inner);
            } else {
                flat.add(part);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new Sequence(List.copyOf(flat));
    }

    static Expression choice(Expression... options) {
        return choice(List.of(options));
    }

    static Expression choice(List<Expression> options) {
        return options.size() == 1 ? options.getFirst() : new Choice(List.copyOf(options));
    }

    static Expression optional(Expression body) {
        return repeat(body, 0, 1);
    }

    static Expression any(Expression body) {
        return repeat(body, 0, UNBOUNDED);
    }

    static Expression repeat(Expression body, int min, int max) {
        return min == 1 && max == 1 ? body : new Repeat(body, min, max);
    }
}
