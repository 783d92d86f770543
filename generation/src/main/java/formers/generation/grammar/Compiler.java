package formers.generation.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rules over characters to a program over bytes. Every expression is compiled together with the place
/// where reading goes on behind it; parts of which there is no text are left out, so that whatever has been
/// read can be finished.
final class Compiler {

    private final List<Instruction> code = new ArrayList<>();
    private final Map<Rule, Integer> places = new HashMap<>();
    private final ArrayDeque<Rule> pending = new ArrayDeque<>();
    private final Analysis analysis;
    private final NonEmpty nonEmpty;
    private final int end;

    private Compiler(Analysis analysis) {
        this.analysis = analysis;
        this.nonEmpty = new NonEmpty(analysis);
        this.end = add(new Instruction.Return());
    }

    /// @throws GrammarException if there is no text of this form, if a rule begins with itself, or if the
    ///                          program is too large
    static Program compile(Rule root) {
        var analysis = new Analysis(root);
        if (!analysis.productive(root.body())) {
            throw new GrammarException("no text is of the form that %s asks for".formatted(root));
        }
        var compiler = new Compiler(analysis);
        int start = compiler.place(root);
        while (!compiler.pending.isEmpty()) {
            var rule = compiler.pending.pop();
            int body = compiler.compile(rule.body(), compiler.end);
            compiler.code.set(compiler.places.get(rule), new Instruction.Fork(List.of(body)));
        }
        return new Program(List.copyOf(compiler.code), start);
    }

    private int add(Instruction instruction) {
        if (code.size() == Limits.INSTRUCTIONS) {
            throw new GrammarException("the grammar is too large: it needs more than %d instructions; simplify it"
                    .formatted(Limits.INSTRUCTIONS));
        }
        code.add(instruction);
        return code.size() - 1;
    }

    /// Where a rule begins; what is there comes later.
    private int place(Rule rule) {
        return places.computeIfAbsent(rule, _ -> {
            pending.push(rule);
            return add(new Instruction.Fork(List.of()));
        });
    }

    private int compile(Expression expression, int next) {
        return switch (expression) {
            case Expression.Chars(var set) -> characters(set, next);
            case Expression.Sequence(var parts) -> {
                int place = next;
                for (var part : parts.reversed()) {
                    place = compile(part, place);
                }
                yield place;
            }
            case Expression.Choice(var options) -> choice(options, next);
            case Expression.Repeat repeat -> repeat(repeat, next);
            // What a rule ends with needs no way back: lists written by recursion leave the stack as it is.
            case Expression.Call(var rule) -> next == end ? place(rule) : add(new Instruction.Call(place(rule), next));
        };
    }

    private int choice(List<Expression> options, int next) {
        var texts = new ArrayList<byte[]>();
        var targets = new ArrayList<Integer>();
        for (var option : options) {
            if (analysis.productive(option)) {
                Literals.bytes(option).ifPresentOrElse(texts::add, () -> targets.add(compile(option, next)));
            }
        }
        if (!texts.isEmpty()) {
            targets.add(new Literals(this::add, next).compile(texts));
        }
        return fork(targets);
    }

    private int fork(List<Integer> targets) {
        return targets.size() == 1 ? targets.getFirst() : add(new Instruction.Fork(targets));
    }

    private int characters(CodePoints set, int next) {
        var pieces = new ArrayList<Integer>();
        for (var ranges : Utf8Ranges.of(set)) {
            int place = next;
            for (var range : ranges.reversed()) {
                place = add(new Instruction.Read(range, place));
            }
            pieces.add(place);
        }
        return fork(pieces);
    }

    private int repeat(Expression.Repeat repeat, int next) {
        var body = repeat.body();
        int min = repeat.min();
        int max = repeat.max();
        if (max == 0 || !analysis.productive(body)) {
            return next;
        }
        if (max == 1) {
            return min == 1 ? compile(body, next) : fork(List.of(compile(body, next), next));
        }
        boolean nullable = analysis.nullable(body);
        if (nullable) {
            min = 0;
        }
        if (max == Expression.UNBOUNDED && min <= 1) {
            int loop = add(new Instruction.Fork(List.of()));
            int again = compile(body, loop);
            code.set(loop, new Instruction.Fork(List.of(again, next)));
            return min == 0 ? loop : again;
        }
        return nullable ? countedNonEmpty(body, max, next) : count(body, min, max, next);
    }

    private int countedNonEmpty(Expression body, int max, int next) {
        var shorter = nonEmpty.of(body);
        analysis.include(shorter);
        return analysis.productive(shorter) ? count(shorter, 0, max, next) : next;
    }

    private int count(Expression body, int min, int max, int next) {
        return add(new Instruction.Count(compile(body, end), next, min, max));
    }
}
