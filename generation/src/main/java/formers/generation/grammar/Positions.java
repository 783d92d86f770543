package formers.generation.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The places of an expression where a character is read (Glushkov's construction, repetitions written
/// out): a state of the automaton is the set of places that may come next.
final class Positions {

    private static final int MOST = Limits.AUTOMATON_STATES;

    private final List<CodePoints> sets = new ArrayList<>();
    private final List<BitSet> follow = new ArrayList<>();
    private final BitSet start;
    private long work;

    /// The place behind the last character.
    private final int end;

    Positions(Expression expression) {
        end = add(CodePoints.NONE);
        start = before(expression, set(end));
    }

    BitSet start() {
        return start;
    }

    boolean accepting(BitSet state) {
        return state.get(end);
    }

    private int add(CodePoints set) {
        if (sets.size() == MOST) {
            throw new GrammarException(
                    "a pattern with its repetitions written out has more than %d characters; use".formatted(MOST)
                            + " smaller bounds");
        }
        sets.add(set);
        follow.add(new BitSet());
        return sets.size() - 1;
    }

    private static BitSet set(int place) {
        var set = new BitSet();
        set.set(place);
        return set;
    }

    private static BitSet union(BitSet one, BitSet other) {
        var both = (BitSet) one.clone();
        both.or(other);
        return both;
    }

    /// The first places of an expression that is followed by `next`.
    private BitSet before(Expression expression, BitSet next) {
        return switch (expression) {
            case Expression.Chars(var set) -> {
                int place = add(set);
                follow.get(place).or(next);
                yield set(place);
            }
            case Expression.Sequence(var parts) -> {
                var first = next;
                for (var part : parts.reversed()) {
                    first = before(part, first);
                }
                yield first;
            }
            case Expression.Choice(var options) -> {
                var first = new BitSet();
                options.forEach(option -> first.or(before(option, next)));
                yield first;
            }
            case Expression.Repeat(var body, int min, int max) -> repeat(body, min, max, next);
            case Expression.Call call -> throw new IllegalArgumentException("an automaton has no rules, was " + call);
        };
    }

    private BitSet repeat(Expression body, int min, int max, BitSet next) {
        var first = next;
        if (max == Expression.UNBOUNDED) {
            first = loop(body, next);
        } else {
            for (int i = min; i < max; i++) {
                first = union(before(body, first), next);
            }
        }
        for (int i = 0; i < min; i++) {
            first = before(body, first);
        }
        return first;
    }

    /// Any number of rounds: whatever can be followed by `next` can be followed by another round too. A
    /// mark that stands for "another round" is replaced once the first places of a round are known.
    private BitSet loop(Expression body, BitSet next) {
        int from = sets.size();
        int mark = add(CodePoints.NONE);
        var first = before(body, union(next, set(mark)));
        first.clear(mark);
        first.or(next);
        for (int place = from; place < follow.size(); place++) {
            if (follow.get(place).get(mark)) {
                follow.get(place).clear(mark);
                follow.get(place).or(first);
            }
        }
        return first;
    }

    /// Where the characters lead from a state.
    Map<BitSet, CodePoints> edges(BitSet state) {
        int[] cuts = state.stream()
                .flatMap(place -> Arrays.stream(sets.get(place).bounds()))
                .sorted()
                .distinct()
                .toArray();
        work += (long) cuts.length * state.cardinality();
        if (work > Limits.AUTOMATON_WORK) {
            throw new GrammarException(
                    "a pattern has too many characters that may stand beside too many others; simplify it");
        }
        var edges = new HashMap<BitSet, CodePoints>();
        for (int i = 0; i + 1 < cuts.length; i++) {
            var target = new BitSet();
            int c = cuts[i];
            state.stream().filter(place -> sets.get(place).contains(c)).forEach(place -> target.or(follow.get(place)));
            if (!target.isEmpty()) {
                edges.merge(target, CodePoints.range(c, cuts[i + 1] - 1), CodePoints::or);
            }
        }
        return edges;
    }
}
