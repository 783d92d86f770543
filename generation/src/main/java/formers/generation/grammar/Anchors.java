package formers.generation.grammar;

import java.util.ArrayList;
import java.util.List;

/// Where a regular expression has to match. `^` and `$` are read as marks that no text contains and taken
/// out here, which works where they stand at the beginning and the end; elsewhere they are refused.
final class Anchors {

    static final Expression START = mark(0);
    static final Expression END = mark(1);

    private static final Expression ANYTHING = Expression.any(Expression.chars(CodePoints.ALL));

    private Anchors() {}

    private static Expression mark(int number) {
        int place = Character.MAX_CODE_POINT + 1 + number;
        return new Expression.Chars(new CodePoints(new int[] {place, place + 1}));
    }

    static boolean isAnchor(Expression expression) {
        return expression == START || expression == END;
    }

    static Expression whole(Expression expression) {
        return without(expression, Expression.EMPTY);
    }

    static Expression somewhere(Expression expression) {
        return without(expression, ANYTHING);
    }

    private static Expression without(Expression expression, Expression around) {
        var result = side(side(expression, START, around), END, around);
        if (mentions(result, START) || mentions(result, END)) {
            throw new GrammarException(
                    "regular expression: ^ is supported at the beginning and $ at the end of a pattern"
                            + " or of its alternatives, not elsewhere");
        }
        return result;
    }

    /// The expression with `around` on the side of an anchor, except where the anchor stands.
    private static Expression side(Expression expression, Expression anchor, Expression around) {
        if (expression == anchor) {
            return Expression.EMPTY;
        }
        if (!mentions(expression, anchor)) {
            return join(around, expression, anchor);
        }
        return switch (expression) {
            case Expression.Choice(var options) ->
                Expression.choice(options.stream()
                        .map(option -> side(option, anchor, around))
                        .toList());
            case Expression.Sequence(var parts) -> {
                int outer = anchor == START ? 0 : parts.size() - 1;
                if (!mentions(parts.get(outer), anchor)) {
                    yield join(around, expression, anchor);
                }
                var changed = new ArrayList<>(parts);
                changed.set(outer, side(parts.get(outer), anchor, around));
                yield Expression.sequence(changed);
            }
            case Expression.Repeat(var body, int min, int max)
            when max == 1 ->
                min == 1 ? side(body, anchor, around) : Expression.choice(side(body, anchor, around), around);
            case Expression.Chars _, Expression.Repeat _, Expression.Call _ -> join(around, expression, anchor);
        };
    }

    private static Expression join(Expression around, Expression expression, Expression anchor) {
        return Expression.sequence(anchor == START ? List.of(around, expression) : List.of(expression, around));
    }

    private static boolean mentions(Expression expression, Expression anchor) {
        return switch (expression) {
            case Expression.Chars _ -> expression == anchor;
            case Expression.Sequence(var parts) -> parts.stream().anyMatch(part -> mentions(part, anchor));
            case Expression.Choice(var options) -> options.stream().anyMatch(option -> mentions(option, anchor));
            case Expression.Repeat(var body, var _, var _) -> mentions(body, anchor);
            case Expression.Call _ -> false;
        };
    }
}
