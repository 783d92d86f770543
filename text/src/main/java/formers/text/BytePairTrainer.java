package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Learns a byte-level byte-pair vocabulary: again and again the commonest pair of neighbouring tokens
/// becomes a token (Sennrich et al. 2016, arXiv:1508.07909, algorithm 1).
///
/// Pairs never cross the words of GPT-2's pattern. Of equally common pairs the one with the lower left
/// id goes first, then the lower right id, so a corpus has one vocabulary. Counts follow each merge
/// instead of being taken anew.
public final class BytePairTrainer {

    /// A pair that occurs only once is not worth a token.
    private static final int RAREST = 2;

    /// Texts read ahead for each core.
    private static final int AHEAD = 4;

    private final int vocabulary;
    private final WordCounts counts = new WordCounts();

    /// @param vocabulary tokens wanted, the 256 bytes and the end-of-text token included
    /// @throws InputException if that is fewer than 257
    public BytePairTrainer(int vocabulary) {
        if (vocabulary < 257) {
            throw new InputException(
                    "a byte-level vocabulary has at least 257 tokens (256 bytes and the end of text), asked for "
                            + vocabulary);
        }
        this.vocabulary = vocabulary;
    }

    /// Counts the words of a text. May be called from any thread.
    public void add(String text) {
        counts.add(text);
    }

    /// Counts the words of many texts on all cores, with few of the texts in memory at a time.
    ///
    /// @param documents such as `corpus::forEach`
    public void addAll(Consumer<Consumer<Document>> documents) {
        int cores = Runtime.getRuntime().availableProcessors();
        var counting = new ArrayDeque<Future<?>>();
        try (var workers = Executors.newFixedThreadPool(cores)) {
            documents.accept(document -> {
                counting.add(workers.submit(() -> add(document.text())));
                if (counting.size() > AHEAD * cores) {
                    await(counting.remove());
                }
            });
            counting.forEach(BytePairTrainer::await);
        }
    }

    private static void await(Future<?> counting) {
        try {
            counting.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("counting words failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while counting words", e);
        }
    }

    /// The vocabulary of everything added. It is smaller than asked for if no more pairs repeat.
    public BytePairTokenizer train() {
        var tokens = new ArrayList<byte[]>();
        var ids = new int[256];
        for (int id = 0; id < 256; id++) {
            int b = ByteAlphabet.byteAt(id);
            ids[b] = id;
            tokens.add(new byte[] {(byte) b});
        }
        var merges = new Learning(counts.total(), ids, tokens).run(vocabulary - 1);
        tokens.add(new byte[0]);
        return new BytePairTokenizer(tokens, merges, Map.of(tokens.size() - 1, BytePairTokenizer.END_OF_TEXT));
    }

    /// How often each word occurs, counted per thread and added up at the end.
    private static final class WordCounts {
        private final List<Map<String, long[]>> all = new ArrayList<>();
        private final ThreadLocal<Map<String, long[]>> mine = ThreadLocal.withInitial(this::fresh);

        private synchronized Map<String, long[]> fresh() {
            var map = new HashMap<String, long[]>();
            all.add(map);
            return map;
        }

        void add(String text) {
            var map = mine.get();
            var words = new WordScanner(text);
            while (words.next()) {
                map.computeIfAbsent(text.substring(words.start(), words.end()), _ -> new long[1])[0]++;
            }
        }

        synchronized Map<String, Long> total() {
            var total = new HashMap<String, Long>();
            for (var map : all) {
                map.forEach((word, count) -> total.merge(word, count[0], Long::sum));
            }
            return total;
        }
    }

    /// The pairs of all words, kept up to date while they are merged.
    private static final class Learning {
        private final List<byte[]> tokens;
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

        Learning(Map<String, Long> total, int[] idOfByte, List<byte[]> tokens) {
            this.tokens = tokens;
            // By name, so that nothing depends on the order of a hash table.
            var sorted = total.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().length() > 1 || entry.getKey().charAt(0) > 127)
                    .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                    .toList();
            words = new int[sorted.size()][];
            counts = new long[words.length];
            for (int w = 0; w < words.length; w++) {
                byte[] bytes = sorted.get(w).getKey().getBytes(StandardCharsets.UTF_8);
                words[w] = new int[bytes.length];
                for (int i = 0; i < bytes.length; i++) {
                    words[w][i] = idOfByte[bytes[i] & 0xFF];
                }
                counts[w] = sorted.get(w).getValue();
                for (int i = 0; i + 1 < bytes.length; i++) {
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

        List<Merge> run(int size) {
            var merges = new ArrayList<Merge>();
            while (tokens.size() < size) {
                var best = queue.poll();
                if (best == null || best.count < RAREST) {
                    break;
                }
                long now = pairs.get(best.pair).count;
                if (now != best.count) {
                    if (now >= RAREST) {
                        queue.add(new Candidate(best.pair, now));
                    }
                    continue;
                }
                merges.add(merge(best.pair));
            }
            return merges;
        }

        private Merge merge(long pair) {
            int left = PairTable.left(pair);
            int right = PairTable.right(pair);
            int made = tokens.size();
            tokens.add(BytePairTokenizer.joined(tokens.get(left), tokens.get(right)));
            var where = pairs.get(pair);
            var touched = new HashMap<Long, Pair>();
            for (int i = 0; i < where.size; i++) {
                mergeIn(where.in[i], left, right, made, touched);
            }
            pairs.remove(pair);
            touched.remove(pair);
            touched.forEach((changed, now) -> {
                // Those that grew may be the commonest now; those that shrank are found out when their turn
                // comes.
                if (now.count >= RAREST && (PairTable.left(changed) == made || PairTable.right(changed) == made)) {
                    queue.add(new Candidate(changed, now.count));
                }
            });
            return new Merge(left, right, made);
        }

        private void mergeIn(int w, int left, int right, int made, Map<Long, Pair> touched) {
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
}
