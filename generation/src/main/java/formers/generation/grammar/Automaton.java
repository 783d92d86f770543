package formers.generation.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// A deterministic automaton over characters, for what a grammar cannot say: that a text is of two forms at
/// once, or of one and not the other. Every state leads to an accepting one. Immutable.
final class Automaton {

    record Edge(CodePoints set, int target) {}

    private final List<List<Edge>> edges;
    private final BitSet accepting;

    private Automaton(List<List<Edge>> edges, BitSet accepting) {
        this.edges = edges;
        this.accepting = accepting;
    }

    /// Of an expression without rules.
    ///
    /// @throws GrammarException if it needs too many states
    static Automaton of(Expression expression) {
        var positions = new Positions(expression);
        return explore(positions.start(), positions::edges, positions::accepting);
    }

    boolean isEmpty() {
        return accepting.isEmpty();
    }

    boolean accepts(String text) {
        int state = 0;
        for (int c : text.codePoints().toArray()) {
            state = step(state, c);
            if (state < 0) {
                return false;
            }
        }
        return accepting.get(state);
    }

    private int step(int state, int character) {
        for (var edge : edges.get(state)) {
            if (edge.set.contains(character)) {
                return edge.target;
            }
        }
        return -1;
    }

    private record Pair(int one, int other) {}

    /// Texts of both.
    Automaton and(Automaton other) {
        return explore(
                new Pair(0, 0),
                pair -> {
                    var next = new HashMap<Pair, CodePoints>();
                    for (var a : edges.get(pair.one)) {
                        for (var b : other.edges.get(pair.other)) {
                            add(next, new Pair(a.target, b.target), a.set.and(b.set));
                        }
                    }
                    return next;
                },
                pair -> accepting.get(pair.one) && other.accepting.get(pair.other));
    }

    /// Texts of this one that are not of the other.
    Automaton minus(Automaton other) {
        int nowhere = -1;
        return explore(
                new Pair(0, 0),
                pair -> {
                    var next = new HashMap<Pair, CodePoints>();
                    for (var a : edges.get(pair.one)) {
                        var rest = a.set;
                        if (pair.other != nowhere) {
                            for (var b : other.edges.get(pair.other)) {
                                add(next, new Pair(a.target, b.target), a.set.and(b.set));
                                rest = rest.minus(b.set);
                            }
                        }
                        add(next, new Pair(a.target, nowhere), rest);
                    }
                    return next;
                },
                pair -> accepting.get(pair.one) && (pair.other == nowhere || !other.accepting.get(pair.other)));
    }

    /// Texts of `min` to `max` characters.
    Automaton ofLength(int min, int max) {
        return explore(
                new Pair(0, 0),
                pair -> {
                    var next = new HashMap<Pair, CodePoints>();
                    int length = max == Expression.UNBOUNDED ? Math.min(min, pair.other + 1) : pair.other + 1;
                    if (length <= max) {
                        edges.get(pair.one).forEach(edge -> add(next, new Pair(edge.target, length), edge.set));
                    }
                    return next;
                },
                pair -> accepting.get(pair.one) && pair.other >= min);
    }

    private record Digits(int state, int remainder) {}

    /// Texts whose digits, read as one number, are a multiple of `divisor`; other characters count for
    /// nothing.
    Automaton multipleOf(int divisor) {
        return explore(
                new Digits(0, 0),
                at -> {
                    var next = new HashMap<Digits, CodePoints>();
                    for (var edge : edges.get(at.state)) {
                        for (int d = 0; d < 10; d++) {
                            var digit = edge.set.and(CodePoints.of('0' + d));
                            add(next, new Digits(edge.target, (int) ((at.remainder * 10L + d) % divisor)), digit);
                        }
                        add(next, new Digits(edge.target, at.remainder), edge.set.minus(CharacterClasses.DIGIT));
                    }
                    return next;
                },
                at -> accepting.get(at.state) && at.remainder == 0);
    }

    private static <K> void add(Map<K, CodePoints> edges, K target, CodePoints set) {
        if (!set.isEmpty()) {
            edges.merge(target, set, CodePoints::or);
        }
    }

    /// Numbers what can be reached, and leaves out what leads nowhere.
    private static <K> Automaton explore(K start, Function<K, Map<K, CodePoints>> edgesOf, Predicate<K> accepts) {
        var numbers = new HashMap<K, Integer>(Map.of(start, 0));
        var keys = new ArrayList<K>(List.of(start));
        var edges = new ArrayList<List<Edge>>();
        var accepting = new BitSet();
        int total = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (accepts.test(keys.get(i))) {
                accepting.set(i);
            }
            var out = new ArrayList<Edge>();
            edgesOf.apply(keys.get(i)).forEach((key, set) -> {
                var number = numbers.get(key);
                if (number == null) {
                    number = keys.size();
                    numbers.put(key, number);
                    keys.add(key);
                }
                out.add(new Edge(set, number));
            });
            edges.add(out);
            total += out.size();
            if (keys.size() > Limits.AUTOMATON_STATES || total > Limits.AUTOMATON_EDGES) {
                throw new GrammarException(
                        ("a pattern, its bounds and what it is combined with need more than %d states"
                                        + " or %d edges together; simplify them")
                                .formatted(Limits.AUTOMATON_STATES, Limits.AUTOMATON_EDGES));
            }
        }
        return new Automaton(trimmed(edges, accepting), accepting);
    }

    private static List<List<Edge>> trimmed(List<List<Edge>> edges, BitSet accepting) {
        var sources = new HashMap<Integer, List<Integer>>();
        for (int i = 0; i < edges.size(); i++) {
            for (var edge : edges.get(i)) {
                sources.computeIfAbsent(edge.target, _ -> new ArrayList<>()).add(i);
            }
        }
        var useful = (BitSet) accepting.clone();
        var work = new ArrayDeque<Integer>();
        accepting.stream().forEach(work::push);
        while (!work.isEmpty()) {
            for (int source : sources.getOrDefault(work.pop(), List.of())) {
                if (!useful.get(source)) {
                    useful.set(source);
                    work.push(source);
                }
            }
        }
        return edges.stream()
                .map(out -> out.stream().filter(edge -> useful.get(edge.target)).toList())
                .toList();
    }

    /// The same texts as rules, with every character written as `form` says.
    Expression rules(String name, Function<CodePoints, Expression> form) {
        var states = new ArrayList<Rule>();
        for (int i = 0; i < edges.size(); i++) {
            states.add(new Rule(name));
        }
        for (int i = 0; i < edges.size(); i++) {
            var options = new ArrayList<Expression>();
            if (accepting.get(i)) {
                options.add(Expression.EMPTY);
            }
            for (var edge : edges.get(i)) {
                options.add(Expression.sequence(form.apply(edge.set), new Expression.Call(states.get(edge.target))));
            }
            states.get(i).define(Expression.choice(options));
        }
        return new Expression.Call(states.getFirst());
    }
}
