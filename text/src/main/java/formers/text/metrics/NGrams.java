package formers.text.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How often a line has each n-gram of its words or characters.
///
/// @param length in words or characters
/// @param counts for n from 1
record NGrams(int length, List<Map<List<String>, Integer>> counts) {

    static NGrams of(List<String> units, int maxOrder) {
        var fixed = List.copyOf(units); // the n-grams are views of it
        var counts = new ArrayList<Map<List<String>, Integer>>(maxOrder);
        for (int n = 1; n <= maxOrder; n++) {
            var ofOrder = new HashMap<List<String>, Integer>();
            for (int i = 0; i + n <= fixed.size(); i++) {
                ofOrder.merge(fixed.subList(i, i + n), 1, Integer::sum);
            }
            counts.add(ofOrder);
        }
        return new NGrams(fixed.size(), counts);
    }

    int maxOrder() {
        return counts.size();
    }

    int total(int n) {
        return Math.max(0, length - n + 1);
    }

    /// `Σ min(count here, count there)` over the n-grams of order n: each is right as often as the other
    /// line has it.
    long common(int n, Map<List<String>, Integer> others) {
        long common = 0;
        for (var entry : counts.get(n - 1).entrySet()) {
            common += Math.min(entry.getValue(), others.getOrDefault(entry.getKey(), 0));
        }
        return common;
    }

    /// How often each n-gram of order n is in that line that has it most often.
    static Map<List<String>, Integer> most(int n, List<NGrams> lines) {
        var most = new HashMap<List<String>, Integer>();
        for (var line : lines) {
            line.counts.get(n - 1).forEach((gram, count) -> most.merge(gram, count, Math::max));
        }
        return most;
    }
}
