package formers.generation.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// The texts of an expression without the empty one. A repetition that is counted needs it: rounds that
/// take nothing would be counted without end.
final class NonEmpty {

    private final Analysis analysis;
    private final Map<Rule, Rule> rules = new HashMap<>();
    private final ArrayDeque<Rule> pending = new ArrayDeque<>();

    NonEmpty(Analysis analysis) {
        this.analysis = analysis;
    }

    Expression of(Expression expression) {
        var result = shorten(expression);
        while (!pending.isEmpty()) {
            var rule = pending.pop();
            rules.get(rule).define(shorten(rule.body()));
        }
        return result;
    }

    private Expression shorten(Expression expression) {
        if (!analysis.nullable(expression)) {
            return expression;
        }
        return switch (expression) {
            case Expression.Chars chars -> chars;
            case Expression.Sequence(var parts) -> {
                // The first part that is not empty is followed by whatever the others are.
                var options = new ArrayList<Expression>();
                for (int i = 0; i < parts.size(); i++) {
                    var rest = new ArrayList<>(parts.subList(i, parts.size()));
                    rest.set(0, shorten(rest.getFirst()));
                    options.add(Expression.sequence(rest));
                }
                yield Expression.choice(options);
            }
            case Expression.Choice(var options) ->
                Expression.choice(options.stream().map(this::shorten).toList());
            case Expression.Repeat(var body, var _, int max) ->
                max == 0 ? Expression.NOTHING : Expression.repeat(shorten(body), 1, max);
            case Expression.Call(var rule) -> new Expression.Call(shorten(rule));
        };
    }

    private Rule shorten(Rule rule) {
        return rules.computeIfAbsent(rule, _ -> {
            pending.push(rule);
            return new Rule(rule.name);
        });
    }
}
