package formers.benchmarks.decode;

import java.util.ArrayList;
import java.util.List;

/// Tokens per second, round by round.
record Speeds(List<Double> reading, List<Double> writing) {

    Speeds() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /// The median of the second half of the rounds: the first ones warm up.
    static double settled(List<Double> rounds) {
        if (rounds.isEmpty()) {
            return Double.NaN;
        }
        var last = rounds.subList(rounds.size() / 2, rounds.size()).stream()
                .sorted()
                .toList();
        return last.get(last.size() / 2);
    }
}
