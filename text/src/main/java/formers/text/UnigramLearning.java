package formers.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Expectation maximisation of a unigram model, and pruning of its pieces (Kudo 2018, arXiv:1804.10959, section
/// 3.2). Probabilities of words are products that never leave the range of a `double`: a word is no longer than
/// [#LONGEST_WORD], no piece is less likely than [#LEAST], and every character of the words is a piece.
final class UnigramLearning {

    /// In UTF-16 units.
    static final int LONGEST_WORD = 24;

    /// 24 characters of this probability have one of 1e-288.
    private static final double LEAST = 1e-12;

    /// Words are shared out to so many sums, whatever the number of threads, so that every sum rounds the same way.
    private static final int SHARES = 16;

    private final CountedWords words;
    private final int characters;
    private List<String> pieces;
    private double[] probabilities;
    private Trie trie;

    /// @param characters how many of the first pieces are single characters, which are never pruned
    /// @param weights    of the pieces; probabilities are in proportion
    UnigramLearning(CountedWords words, int characters, List<String> pieces, double[] weights) {
        this.words = words;
        this.characters = characters;
        this.pieces = List.copyOf(pieces);
        trie = new Trie(this.pieces);
        setProbabilities(weights);
    }

    List<String> pieces() {
        return pieces;
    }

    double probability(int piece) {
        return probabilities[piece];
    }

    private void setProbabilities(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        probabilities =
                Arrays.stream(weights).map(w -> Math.max(w / sum, LEAST)).toArray();
    }

    /// What a share of the words adds up to.
    private static final class Sums {
        final double[] counts;
        double logLikelihood;

        Sums(int pieces) {
            counts = new double[pieces];
        }
    }

    /// Sets the probabilities to those under which the words, cut as the present ones expect, are likeliest.
    ///
    /// @return the log-likelihood of all words under the probabilities that were, in nats
    double step() {
        var sums = overWords((lattice, sum) -> lattice.expect(sum));
        setProbabilities(sums.counts);
        return sums.logLikelihood;
    }

    private Sums overWords(BiConsumer<Lattice, Sums> visit) {
        var shares = IntStream.range(0, SHARES)
                .parallel()
                .mapToObj(share -> {
                    var sums = new Sums(pieces.size());
                    var lattice = new Lattice();
                    int from = (int) ((long) words.size() * share / SHARES);
                    int to = (int) ((long) words.size() * (share + 1) / SHARES);
                    for (int w = from; w < to; w++) {
                        lattice.read(words.text(), words.starts()[w], words.starts()[w + 1], words.counts()[w], -1);
                        visit.accept(lattice, sums);
                    }
                    return sums;
                })
                .toList();
        var total = new Sums(pieces.size());
        for (var share : shares) {
            total.logLikelihood += share.logLikelihood;
            for (int id = 0; id < total.counts.length; id++) {
                total.counts[id] += share.counts[id];
            }
        }
        return total;
    }

    /// Drops the pieces whose loss lowers the likelihood least.
    ///
    /// @param size how many pieces are to be left, characters included
    void prune(int size) {
        double[] counts = overWords((lattice, sums) -> lattice.best(id -> sums.counts[id] += lattice.count)).counts;
        double all = Arrays.stream(counts).sum();
        var losses = IntStream.range(0, pieces.size())
                .parallel()
                .mapToDouble(id -> id < characters ? Double.POSITIVE_INFINITY : loss(id, counts, all))
                .toArray();
        int[] kept = IntStream.range(0, pieces.size())
                .boxed()
                .sorted((a, b) -> losses[a] != losses[b] ? Double.compare(losses[b], losses[a]) : Integer.compare(a, b))
                .limit(Math.max(size, characters))
                .mapToInt(id -> id)
                .sorted()
                .toArray();
        double[] weights =
                Arrays.stream(kept).mapToDouble(id -> probabilities[id]).toArray();
        pieces = Arrays.stream(kept).mapToObj(pieces::get).toList();
        trie = new Trie(pieces);
        setProbabilities(weights);
    }

    /// How much the log-likelihood falls if a piece's occurrences are cut into the next best pieces.
    private double loss(int id, double[] counts, double all) {
        if (counts[id] == 0) {
            return 0;
        }
        var piece = pieces.get(id).toCharArray();
        var others = new ArrayList<Integer>();
        var lattice = new Lattice();
        lattice.read(piece, 0, piece.length, 1, id);
        lattice.best(others::add);
        double after = all + counts[id] * (others.size() - 1);
        double alternative = 0;
        for (int other : others) {
            alternative += Math.log((counts[other] + counts[id]) / after);
        }
        return counts[id] * (Math.log(counts[id] / all) - alternative);
    }

    /// All pieces that match in one word. Reused from word to word.
    private final class Lattice {
        private final int[] firstEdge = new int[LONGEST_WORD + 1];
        private final int[] edgeEnd = new int[LONGEST_WORD * LONGEST_WORD];
        private final int[] edgePiece = new int[LONGEST_WORD * LONGEST_WORD];
        private final double[] forward = new double[LONGEST_WORD + 1];
        private final double[] backward = new double[LONGEST_WORD + 1];
        private final int[] bestEdge = new int[LONGEST_WORD + 1];
        private final int[] bestStart = new int[LONGEST_WORD + 1];
        private int length;
        private long count;

        /// @param without a piece that does not count as one; -1 for none
        void read(char[] text, int start, int end, long count, int without) {
            this.count = count;
            length = end - start;
            int edges = 0;
            for (int from = 0; from < length; from++) {
                firstEdge[from] = edges;
                int node = Trie.ROOT;
                for (int to = from; to < length; ) {
                    node = trie.step(node, text[start + to++]);
                    if (node < 0) {
                        break;
                    }
                    int id = trie.value(node);
                    if (id >= 0 && id != without) {
                        edgeEnd[edges] = to;
                        edgePiece[edges++] = id;
                    }
                }
            }
            firstEdge[length] = edges;
        }

        /// Adds the expected occurrences of pieces (the forward-backward algorithm).
        void expect(Sums sums) {
            Arrays.fill(forward, 0, length + 1, 0);
            forward[0] = 1;
            for (int from = 0; from < length; from++) {
                for (int e = firstEdge[from]; e < firstEdge[from + 1]; e++) {
                    forward[edgeEnd[e]] += forward[from] * probabilities[edgePiece[e]];
                }
            }
            double whole = forward[length];
            sums.logLikelihood += count * Math.log(whole);
            backward[length] = count / whole;
            for (int from = length - 1; from >= 0; from--) {
                double sum = 0;
                for (int e = firstEdge[from]; e < firstEdge[from + 1]; e++) {
                    double way = probabilities[edgePiece[e]] * backward[edgeEnd[e]];
                    sums.counts[edgePiece[e]] += forward[from] * way;
                    sum += way;
                }
                backward[from] = sum;
            }
        }

        /// Visits the pieces of the likeliest way, from the last to the first (Viterbi's algorithm).
        void best(IntConsumer visit) {
            Arrays.fill(forward, 0, length + 1, 0);
            forward[0] = 1;
            for (int from = 0; from < length; from++) {
                for (int e = firstEdge[from]; e < firstEdge[from + 1]; e++) {
                    double way = forward[from] * probabilities[edgePiece[e]];
                    if (way > forward[edgeEnd[e]]) {
                        forward[edgeEnd[e]] = way;
                        bestEdge[edgeEnd[e]] = e;
                        bestStart[edgeEnd[e]] = from;
                    }
                }
            }
            for (int end = length; end > 0; end = bestStart[end]) {
                visit.accept(edgePiece[bestEdge[end]]);
            }
        }
    }
}
