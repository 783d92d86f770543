package formers.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The substrings of words that cover most of their text. All places of the text are sorted by what follows them, as
/// in a suffix array (Manber & Myers 1993) but no further than a substring may be long; what neighbours in that order
/// have in common are the substrings that occur more than once.
final class FrequentSubstrings {

    /// The longest substring, in UTF-16 units.
    static final int LONGEST = 16;

    /// Ranges that are cheaper to sort by insertion.
    private static final int FEW = 12;

    private final CountedWords words;
    private final char[] text;

    /// The word that each place is in.
    private final int[] wordAt;

    private final int[] places;

    /// A substring of two characters or more.
    ///
    /// @param covered characters of the text that its occurrences cover
    record Substring(String text, long covered) {}

    private record Candidate(long covered, int place, int length) {
        static final Comparator<Candidate> LEAST_FIRST = Comparator.comparingLong(Candidate::covered)
                .thenComparing(Comparator.comparingInt(Candidate::place).reversed())
                .thenComparing(Comparator.comparingInt(Candidate::length).reversed());
    }

    private FrequentSubstrings(CountedWords words) {
        this.words = words;
        text = words.text();
        wordAt = new int[text.length];
        var starts = new IdList(text.length);
        for (int w = 0; w < words.size(); w++) {
            for (int i = words.starts()[w]; i < words.starts()[w + 1]; i++) {
                wordAt[i] = w;
                if (!Character.isLowSurrogate(text[i])) {
                    starts.add(i);
                }
            }
        }
        places = starts.toArray();
    }

    /// The best `limit` of the substrings that occur at least twice, the one that covers most first.
    static List<Substring> of(CountedWords words, int limit) {
        var all = new FrequentSubstrings(words);
        all.sort(0, all.places.length, 0);
        return all.collect(limit);
    }

    /// The character at `depth` after a place; -1 after the end of its word.
    private int at(int place, int depth) {
        int i = place + depth;
        return depth < LONGEST && i < words.starts()[wordAt[place] + 1] ? text[i] : -1;
    }

    /// Three-way radix quicksort (Bentley & Sedgewick 1997) of places that agree in `depth` characters.
    private void sort(int from, int to, int depth) {
        while (to - from > FEW) {
            int pivot = median(at(places[from], depth), at(places[from + to >>> 1], depth), at(places[to - 1], depth));
            int less = from;
            int more = to;
            for (int i = from; i < more; ) {
                int c = at(places[i], depth);
                if (c < pivot) {
                    swap(less++, i++);
                } else if (c > pivot) {
                    swap(i, --more);
                } else {
                    i++;
                }
            }
            sort(from, less, depth);
            sort(more, to, depth);
            if (pivot < 0) {
                return;
            }
            from = less;
            to = more;
            depth++;
        }
        for (int i = from + 1; i < to; i++) {
            int place = places[i];
            int k = i;
            for (; k > from && follows(places[k - 1], place, depth); k--) {
                places[k] = places[k - 1];
            }
            places[k] = place;
        }
    }

    private static int median(int a, int b, int c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private void swap(int i, int k) {
        int place = places[i];
        places[i] = places[k];
        places[k] = place;
    }

    private boolean follows(int left, int right, int depth) {
        int common = common(left, right, depth);
        return at(left, common) > at(right, common);
    }

    /// How many characters two places have in common, if they have `depth`.
    private int common(int left, int right, int depth) {
        while (at(left, depth) == at(right, depth) && at(left, depth) >= 0) {
            depth++;
        }
        return depth;
    }

    private int length(int place) {
        return Math.min(LONGEST, words.starts()[wordAt[place] + 1] - place);
    }

    /// A run of sorted places, from `first` on, that have `length` characters in common.
    private record Run(int length, int first) {}

    private List<Substring> collect(int limit) {
        var best = new PriorityQueue<>(Candidate.LEAST_FIRST);
        var occurrences = new long[places.length + 1];
        for (int i = 0; i < places.length; i++) {
            occurrences[i + 1] = occurrences[i] + words.counts()[wordAt[places[i]]];
        }
        var open = new ArrayDeque<Run>();
        open.push(new Run(0, 0));
        int before = 0;
        for (int i = 0; i < places.length; i++) {
            int common = i + 1 < places.length ? common(places[i], places[i + 1], 0) : 0;
            int first = i;
            int whole = length(places[i]);
            if (whole > Math.max(before, common)) {
                offer(best, limit, places[i], whole, occurrences[i + 1] - occurrences[i]);
            }
            while (open.element().length > common) {
                var run = open.pop();
                first = run.first;
                offer(best, limit, places[first], run.length, occurrences[i + 1] - occurrences[first]);
            }
            if (open.element().length < common) {
                open.push(new Run(common, first));
            }
            before = common;
        }
        var sorted = new ArrayList<>(best);
        sorted.sort(Collections.reverseOrder(Candidate.LEAST_FIRST));
        return sorted.stream()
                .map(found -> new Substring(new String(text, found.place, found.length), found.covered))
                .toList();
    }

    private void offer(PriorityQueue<Candidate> best, int limit, int place, int length, long count) {
        if (count < 2 || length < 2 || Character.isHighSurrogate(text[place + length - 1])) {
            return;
        }
        int characters = Character.codePointCount(text, place, length);
        if (characters < 2) {
            return;
        }
        var candidate = new Candidate(count * characters, place, length);
        if (best.size() < limit) {
            best.add(candidate);
        } else if (limit > 0 && Candidate.LEAST_FIRST.compare(candidate, best.element()) > 0) {
            best.remove();
            best.add(candidate);
        }
    }
}
