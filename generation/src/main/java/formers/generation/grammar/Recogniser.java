package formers.generation.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs a program on all readings of a text at once. States that have been met are kept, with where their
/// bytes led, so that regular parts of a grammar soon run as fast as an automaton; when there are too many,
/// all are forgotten. Thread-safe.
final class Recogniser {

    /// What a state takes besides its readings, in readings.
    private static final int OVERHEAD = 8;

    private final Program program;
    private final int[] classOf;
    private final Map<State, State> states = new ConcurrentHashMap<>();
    private final State start;

    /// Readings in all of `states`.
    private final AtomicInteger remembered = new AtomicInteger();

    private volatile int round;

    Recogniser(Program program) {
        this.program = program;
        this.classOf = program.byteClasses();
        this.start = follow(new ArrayDeque<>(List.of(new Reading(program.start(), null))));
    }

    State start() {
        return start;
    }

    int round() {
        return round;
    }

    int classOf(byte value) {
        return classOf[value & 0xFF];
    }

    int classes() {
        return classOf[255] + 1;
    }

    /// The state after a byte, or null.
    State after(State state, int value) {
        var next = new ArrayDeque<Reading>();
        for (var reading : state.readings) {
            if (program.at(reading.place()) instanceof Instruction.Read(var bytes, int place)
                    && bytes.contains(value)) {
                next.add(new Reading(place, reading.stack()));
            }
        }
        return next.isEmpty() ? null : follow(next);
    }

    /// Goes on from readings until each is at a byte or at the end.
    private State follow(ArrayDeque<Reading> work) {
        var seen = new HashSet<Reading>();
        var atBytes = new ArrayList<Reading>();
        boolean canEnd = false;
        while (!work.isEmpty()) {
            var reading = work.pop();
            if (!seen.add(reading)) {
                continue;
            }
            if (seen.size() > Limits.READINGS) {
                throw new GrammarException(
                        "the text can be read in more than %d ways at once; make the grammar less ambiguous"
                                .formatted(Limits.READINGS));
            }
            int place = reading.place();
            var stack = reading.stack();
            switch (program.at(place)) {
                case Instruction.Read _ -> atBytes.add(reading);
                case Instruction.Fork(var targets) -> targets.forEach(target -> work.push(new Reading(target, stack)));
                case Instruction.Call(int rule, var _) -> work.push(new Reading(rule, new Frame(place, 0, stack)));
                case Instruction.Count count -> round(count, place, 0, stack, work);
                case Instruction.Return _ -> {
                    if (stack == null) {
                        canEnd = true;
                    } else {
                        leave(stack, work);
                    }
                }
            }
        }
        atBytes.sort(null);
        return remembered(new State(List.copyOf(atBytes), canEnd, this));
    }

    private void leave(Frame frame, ArrayDeque<Reading> work) {
        switch (program.at(frame.place)) {
            case Instruction.Call(var _, int next) -> work.push(new Reading(next, frame.below));
            case Instruction.Count count -> round(count, frame.place, frame.count + 1, frame.below, work);
            case Instruction.Read _, Instruction.Fork _, Instruction.Return _ ->
                throw new IllegalStateException("instruction %d is no place to return to".formatted(frame.place));
        }
    }

    /// What comes after `done` rounds of a counted body.
    private static void round(Instruction.Count count, int place, int done, Frame stack, ArrayDeque<Reading> work) {
        if (done >= count.min()) {
            work.push(new Reading(count.next(), stack));
        }
        if (done < count.max()) {
            // Without an upper bound nothing depends on how far the lower one has been passed.
            int known = count.max() == Expression.UNBOUNDED ? Math.min(done, count.min()) : done;
            work.push(new Reading(count.body(), new Frame(place, known, stack)));
        }
    }

    State within(State state, int bytes) {
        var readings = new ArrayList<Reading>(state.readings.size());
        boolean same = true;
        for (var reading : state.readings) {
            var stack = within(reading.stack(), bytes);
            same &= stack == reading.stack();
            readings.add(new Reading(reading.place(), stack));
        }
        if (same) {
            return state;
        }
        return remembered(new State(readings.stream().distinct().sorted().toList(), state.canEnd(), this));
    }

    /// A round takes at least a byte, so a bound more than `bytes` rounds away is out of reach, however far
    /// it is.
    private Frame within(Frame top, int bytes) {
        var frames = new ArrayDeque<Frame>();
        for (var frame = top; frame != null; frame = frame.below) {
            frames.push(frame);
        }
        Frame result = null;
        for (var frame : frames) {
            int count = frame.count;
            if (program.at(frame.place) instanceof Instruction.Count(var _, var _, int min, int max)) {
                if (min - count > bytes + 1) {
                    count = 0;
                } else if (count >= min && max - count > bytes + 1) {
                    count = min;
                }
            }
            boolean same = count == frame.count && result == frame.below;
            result = same ? frame : new Frame(frame.place, count, result);
        }
        return result;
    }

    private State remembered(State state) {
        var known = states.putIfAbsent(state, state);
        if (known != null) {
            return known;
        }
        if (remembered.addAndGet(state.readings.size() + OVERHEAD) > Limits.REMEMBERED) {
            forget();
        }
        return state;
    }

    private synchronized void forget() {
        states.clear();
        remembered.set(0);
        round++;
    }
}
