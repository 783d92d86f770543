package formers.generation.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What can be known of rules before any text: which may be empty, which have texts at all, and that none
/// begins with itself.
final class Analysis {

    private final Set<Rule> rules = new LinkedHashSet<>();
    private final Map<Rule, List<Rule>> callers = new HashMap<>();
    private final Set<Rule> nullable = new HashSet<>();
    private final Set<Rule> productive = new HashSet<>();

    /// @throws GrammarException if a rule begins with itself: reading it would never come to a character
    Analysis(Rule root) {
        collect(root);
        close();
        refuseLeftRecursion();
    }

    /// Takes in rules made after the first look, which begin with nothing that those before did not begin
    /// with.
    void include(Expression expression) {
        int before = rules.size();
        calls(expression, this::collect);
        if (rules.size() > before) {
            close();
        }
    }

    private void close() {
        close(nullable, this::nullable);
        close(productive, this::productive);
    }

    boolean nullable(Expression expression) {
        return switch (expression) {
            case Expression.Chars _ -> false;
            case Expression.Sequence(var parts) -> parts.stream().allMatch(this::nullable);
            case Expression.Choice(var options) -> options.stream().anyMatch(this::nullable);
            case Expression.Repeat(var body, int min, var _) -> min == 0 || nullable(body);
            case Expression.Call(var rule) -> nullable.contains(rule);
        };
    }

    /// Whether there is a text of this form.
    boolean productive(Expression expression) {
        return switch (expression) {
            case Expression.Chars(var set) -> !set.isEmpty();
            case Expression.Sequence(var parts) -> parts.stream().allMatch(this::productive);
            case Expression.Choice(var options) -> options.stream().anyMatch(this::productive);
            case Expression.Repeat(var body, int min, var _) -> min == 0 || productive(body);
            case Expression.Call(var rule) -> productive.contains(rule);
        };
    }

    private void collect(Rule root) {
        var work = new ArrayDeque<Rule>(List.of(root));
        while (!work.isEmpty()) {
            var rule = work.pop();
            if (rules.add(rule)) {
                calls(rule.body(), called -> {
                    callers.computeIfAbsent(called, _ -> new ArrayList<>()).add(rule);
                    work.push(called);
                });
            }
        }
    }

    private static void calls(Expression expression, Consumer<Rule> each) {
        switch (expression) {
            case Expression.Chars _ -> {}
            case Expression.Sequence(var parts) -> parts.forEach(part -> calls(part, each));
            case Expression.Choice(var options) -> options.forEach(option -> calls(option, each));
            case Expression.Repeat(var body, var _, var _) -> calls(body, each);
            case Expression.Call(var rule) -> each.accept(rule);
        }
    }

    /// The least set of rules of which the property holds; when it comes to hold of one, its callers are
    /// looked at again.
    private void close(Set<Rule> known, Predicate<Expression> property) {
        var work = new ArrayDeque<>(rules);
        while (!work.isEmpty()) {
            var rule = work.pop();
            if (!known.contains(rule) && property.test(rule.body())) {
                known.add(rule);
                work.addAll(callers.getOrDefault(rule, List.of()));
            }
        }
    }

    private void refuseLeftRecursion() {
        var left = new LinkedHashMap<Rule, Set<Rule>>();
        var leftCallers = new HashMap<Rule, List<Rule>>();
        for (var rule : rules) {
            var first = new LinkedHashSet<Rule>();
            leftCalls(rule.body(), first);
            left.put(rule, first);
            first.forEach(called ->
                    leftCallers.computeIfAbsent(called, _ -> new ArrayList<>()).add(rule));
        }
        // Rules that begin with no other are taken away until none is left, or only those that lead to a circle.
        var work = new ArrayDeque<Rule>();
        left.forEach((rule, first) -> {
            if (first.isEmpty()) {
                work.push(rule);
            }
        });
        while (!work.isEmpty()) {
            var rule = work.pop();
            left.remove(rule);
            for (var caller : leftCallers.getOrDefault(rule, List.of())) {
                var first = left.get(caller);
                if (first != null && first.remove(rule) && first.isEmpty()) {
                    work.push(caller);
                }
            }
        }
        if (!left.isEmpty()) {
            throw leftRecursive(left);
        }
    }

    private void leftCalls(Expression expression, Set<Rule> first) {
        switch (expression) {
            case Expression.Chars _ -> {}
            case Expression.Sequence(var parts) -> {
                for (var part : parts) {
                    leftCalls(part, first);
                    if (!nullable(part)) {
                        break;
                    }
                }
            }
            case Expression.Choice(var options) -> options.forEach(option -> leftCalls(option, first));
            case Expression.Repeat(var body, var _, var _) -> leftCalls(body, first);
            case Expression.Call(var rule) -> first.add(rule);
        }
    }

    private static GrammarException leftRecursive(Map<Rule, Set<Rule>> left) {
        var path = new ArrayList<Rule>();
        var rule = left.keySet().iterator().next();
        while (!path.contains(rule)) {
            path.add(rule);
            rule = left.get(rule).iterator().next();
        }
        var circle = new ArrayList<>(path.subList(path.indexOf(rule), path.size()));
        circle.add(rule);
        return new GrammarException(
                "%s begins with itself (%s), which cannot be read from left to right; put the repeated part last"
                        .formatted(
                                rule,
                                String.join(
                                        " -> ",
                                        circle.stream().map(Rule::toString).toList())));
    }
}
