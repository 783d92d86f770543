package formers.generation.grammar;

import java.util.List;

/// How far a text has come in a grammar. Immutable, and safe to share between threads.
///
/// Whatever state a text leads to, some continuation of it is complete: a byte after which there were none
/// is not accepted.
public final class State {

    final List<Reading> readings;
    private final boolean canEnd;
    private final Recogniser recogniser;
    private Table table;

    State(List<Reading> readings, boolean canEnd, Recogniser recogniser) {
        this.readings = readings;
        this.canEnd = canEnd;
        this.recogniser = recogniser;
    }

    /// Where bytes led, in one round of the recogniser's memory; forgotten with it.
    private static final class Table {
        final int round;
        final Object[] next;

        Table(int round, int classes) {
            this.round = round;
            this.next = new Object[classes];
        }
    }

    private static final Object NONE = new Object();

    /// The state after one more byte of UTF-8, or null if no text of the grammar goes on with it.
    ///
    /// @throws GrammarException if the text can be read in too many ways at once
    public State accept(byte value) {
        int bytes = recogniser.classOf(value);
        var known = table;
        if (known == null || known.round != recogniser.round()) {
            known = new Table(recogniser.round(), recogniser.classes());
            table = known;
        }
        var next = known.next[bytes];
        if (next == null) {
            var computed = recogniser.after(this, value & 0xFF);
            next = computed == null ? NONE : computed;
            known.next[bytes] = next;
        }
        return next == NONE ? null : (State) next;
    }

    /// Whether the text may end here.
    public boolean canEnd() {
        return canEnd;
    }

    /// Whether the text must end here.
    public boolean isComplete() {
        return readings.isEmpty();
    }

    /// A state from which the next `bytes` bytes lead as from this one, and the same for all that differ
    /// only in counts that so few bytes cannot bring to a bound.
    State within(int bytes) {
        return recogniser.within(this, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && canEnd == state.canEnd && readings.equals(state.readings);
    }

    @Override
    public int hashCode() {
        return readings.hashCode();
    }
}
