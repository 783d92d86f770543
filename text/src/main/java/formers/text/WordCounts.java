package formers.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /// The commonest characters of words with how often they occur, the commonest first; those equally common in
    /// order.
    ///
    /// @param most how many at most
    static SequencedMap<Integer, Long> characters(Map<String, Long> words, int most) {
        var counts = new TreeMap<Integer, Long>();
        words.forEach(
                (word, count) -> word.codePoints().forEach(character -> counts.merge(character, count, Long::sum)));
        // Half a character cannot be written to a file.
        counts.keySet().removeIf(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        var commonest = new LinkedHashMap<Integer, Long>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(entry -> commonest.put(entry.getKey(), entry.getValue()));
        return commonest;
    }
}
