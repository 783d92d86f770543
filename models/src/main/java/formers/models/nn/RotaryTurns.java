package formers.models.nn;

import formers.tensor.RotaryTable;
import formers.tensor.Tensor;
import java.util.Arrays;

/// The tables of one kind of rotary positions. They grow with the texts that are read, so that a context
/// of a million tokens takes no memory before it is used. May be shared by threads.
final class RotaryTurns {

    private static final int FIRST = 1024;

    private final RotaryTable.Pairing pairing;
    private final int rotated;
    private final Positions.Angles angles;
    private final int context;
    private volatile Made made;

    /// A table, and the angles it was made from.
    private record Made(double[] frequencies, RotaryTable table) {}

    RotaryTurns(RotaryTable.Pairing pairing, int rotated, Positions.Angles angles, int context) {
        this.pairing = pairing;
        this.rotated = rotated;
        this.angles = angles;
        this.context = context;
    }

    boolean dependOnLength() {
        return angles.scaling().dependsOnLength();
    }

    /// The first `heads` heads of `x` turned as in a text of `where.longest()` tokens.
    Tensor turn(Tensor x, int heads, Where where) {
        return x.rotary(heads, table(where.longest()), where.positions());
    }

    private RotaryTable table(int tokens) {
        var last = made;
        var frequencies = last == null || dependOnLength()
                ? angles.scaling().frequencies(angles.base(), rotated, tokens)
                : last.frequencies();
        if (last == null || last.table().positions() < tokens || !Arrays.equals(last.frequencies(), frequencies)) {
            int room = Math.min(context, Math.max(FIRST, 2 * Integer.highestOneBit(tokens)));
            double factor = angles.scaling().attentionFactor();
            last = new Made(frequencies, RotaryTable.of(pairing, frequencies, Math.max(room, tokens), factor));
            made = last;
        }
        return last.table();
    }
}
