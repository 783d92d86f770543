package formers.benchmarks.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a side did, turn by turn.
record Speeds(List<Turn> turns) {

    Speeds() {
        this(new ArrayList<>());
    }

    /// The median of the second half of the turns, NaN if there is none: the first ones warm up.
    double settled(ToDoubleFunction<Turn> speed) {
        if (turns.isEmpty()) {
            return Double.NaN;
        }
        var last = turns.subList(turns.size() / 2, turns.size()).stream()
                .mapToDouble(speed)
                .sorted()
                .toArray();
        return last[last.length / 2];
    }
}
