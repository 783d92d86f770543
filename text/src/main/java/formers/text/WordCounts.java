package formers.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// How often each word occurs, counted per thread and added up at the end.
final class WordCounts {

    private final List<Map<String, long[]>> all = new ArrayList<>();
    private final ThreadLocal<Map<String, long[]>> mine = ThreadLocal.withInitial(this::fresh);

    private synchronized Map<String, long[]> fresh() {
        var map = new HashMap<String, long[]>();
        all.add(map);
        return map;
    }

    void add(String word) {
        mine.get().computeIfAbsent(word, _ -> new long[1])[0]++;
    }

    /// Counts by word, sorted, so that nothing depends on the order of a hash table.
    synchronized SequencedMap<String, Long> total() {
        var total = new TreeMap<String, Long>();
        for (var map : all) {
            map.forEach((word, count) -> total.merge(word, count[0], Long::sum));
        }
        return total;
    }
}
