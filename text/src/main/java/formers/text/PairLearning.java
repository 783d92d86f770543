package formers.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;

/// Byte-pair learning: again and again the commonest pair of neighbouring tokens becomes a token (Sennrich et
/// al. 2016, arXiv:1508.07909, algorithm 1). Of equally common pairs the one with the lower left id goes first,
/// then the lower right id. Counts follow each merge instead of being taken anew.
final class PairLearning {

    /// A pair that occurs only once is not worth a token.
    private static final int RAREST = 2;

    private final int[][] words;
    private final long[] counts;
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    /// How often a pair occurs, and in which words it may.
    private static final class Pair {
        long count;
        int[] in = new int[4];
        int size;

        void occursIn(int word) {
            if (size > 0 && in[size - 1] == word) {
                return;
            }
            if (size == in.length) {
                in = Arrays.copyOf(in, 2 * size);
            }
            in[size++] = word;
        }
    }

    /// A pair with the count it had when it was queued.
    private record Candidate(long pair, long count) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return count != other.count ? Long.compare(other.count, count) : Long.compare(pair, other.pair);
        }
    }

    /// @param words  the first tokens of each word; overwritten
    /// @param counts how often each word occurs
    PairLearning(int[][] words, long[] counts) {
        this.words = words;
        this.counts = counts;
        for (int w = 0; w < words.length; w++) {
            for (int i = 0; i + 1 < words[w].length; i++) {
                count(words[w][i], words[w][i + 1], counts[w], w);
            }
        }
        pairs.forEach((pair, found) -> queue.add(new Candidate(pair, found.count)));
    }

    private Pair count(int left, int right, long change, int word) {
        var pair = pairs.computeIfAbsent(PairTable.pair(left, right), _ -> new Pair());
        pair.count += change;
        if (change > 0) {
            pair.occursIn(word);
        }
        return pair;
    }

    /// Merges in order of rank, until there are `wanted` tokens or no pair repeats.
    ///
    /// @param tokens how many tokens there are
    /// @param made   the token of a left and a right one: a new id, or that of a token of the same name
    List<Merge> run(int wanted, IntSupplier tokens, IntBinaryOperator made) {
        var merges = new ArrayList<Merge>();
        var known = new HashSet<Long>();
        while (tokens.getAsInt() < wanted) {
            var best = queue.poll();
            if (best == null || best.count < RAREST) {
                break;
            }
            var pair = pairs.get(best.pair);
            long now = pair == null ? 0 : pair.count;
            if (now != best.count) {
                if (now >= RAREST) {
                    queue.add(new Candidate(best.pair, now));
                }
                continue;
            }
            int left = PairTable.left(best.pair);
            int right = PairTable.right(best.pair);
            var merge = new Merge(left, right, made.applyAsInt(left, right));
            merge(best.pair, merge);
            // A token made in two ways can bring back a pair that was merged before; its rank stays.
            if (known.add(best.pair)) {
                merges.add(merge);
            }
        }
        return merges;
    }

    private void merge(long pair, Merge merge) {
        var where = pairs.get(pair);
        var touched = new HashMap<Long, Pair>();
        for (int i = 0; i < where.size; i++) {
            mergeIn(where.in[i], merge, touched);
        }
        pairs.remove(pair);
        touched.remove(pair);
        int made = merge.made();
        touched.forEach((changed, now) -> {
            // Those that grew may be the commonest now; those that shrank are found out when their turn comes.
            if (now.count >= RAREST && (PairTable.left(changed) == made || PairTable.right(changed) == made)) {
                queue.add(new Candidate(changed, now.count));
            }
        });
    }

    private void mergeIn(int w, Merge merge, Map<Long, Pair> touched) {
        int left = merge.left();
        int right = merge.right();
        int made = merge.made();
        int[] word = words[w];
        int to = 0;
        for (int i = 0; i < word.length; i++) {
            if (i + 1 < word.length && word[i] == left && word[i + 1] == right) {
                if (to > 0) {
                    change(word[to - 1], left, -counts[w], w, touched);
                    change(word[to - 1], made, counts[w], w, touched);
                }
                if (i + 2 < word.length) {
                    change(right, word[i + 2], -counts[w], w, touched);
                    change(made, word[i + 2], counts[w], w, touched);
                }
                word[to++] = made;
                i++;
            } else {
                word[to++] = word[i];
            }
        }
        if (to < word.length) {
            words[w] = Arrays.copyOf(word, to);
        }
    }

    private void change(int left, int right, long change, int word, Map<Long, Pair> touched) {
        touched.put(PairTable.pair(left, right), count(left, right, change, word));
    }
}
