package formers.training;

import formers.models.translation.PairBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Batches of pairs of about the same lengths, and of about the same number of tokens (Vaswani et al. 2017,
/// section 5.1).
///
/// An epoch has every pair once. Which pairs of equal lengths come together, and in what order the batches
/// come, differs from epoch to epoch; how many there are does not. Pairs with an empty side are left out, and
/// so are those that are too long.
public final class PairBatches {

    private final PairCorpus corpus;
    private final long seed;
    private final int[] pairs;
    private final int[] starts;
    private final int empty;
    private final int tooLong;
    private long shuffled = -1;
    private int[] order;
    private int[] turns;

    /// @param tokens  of the largest batch: rows times the longest source or target, padding and marks counted
    /// @param longest tokens of a source or target that is not left out; at most `tokens`
    public PairBatches(PairCorpus corpus, int tokens, int longest, long seed) {
        if (longest < 1 || longest >= tokens) {
            throw new IllegalArgumentException(
                    "a batch of %d tokens must hold a sentence of %d and its end; give it more, or shorten the longest"
                            .formatted(tokens, longest));
        }
        this.corpus = corpus;
        this.seed = seed;
        var whole = IntStream.range(0, corpus.size())
                .filter(pair -> corpus.sourceLength(pair) > 1 && corpus.targetLength(pair) > 1)
                .toArray();
        pairs = Arrays.stream(whole).filter(pair -> widest(pair) <= longest + 1).toArray();
        empty = corpus.size() - whole.length;
        tooLong = whole.length - pairs.length;
        order = sorted(0);
        starts = starts(tokens);
    }

    private int widest(int pair) {
        return Math.max(corpus.sourceLength(pair), corpus.targetLength(pair));
    }

    /// Pairs by length; those of equal lengths as the epoch has it.
    private int[] sorted(long epoch) {
        record Place(int pair, long lengths, long turn) {}
        return Arrays.stream(pairs)
                .mapToObj(pair -> new Place(
                        pair,
                        (long) corpus.targetLength(pair) << 32 | corpus.sourceLength(pair),
                        Mixed.of(seed, epoch, pair)))
                .sorted(Comparator.comparingLong(Place::lengths).thenComparingLong(Place::turn))
                .mapToInt(Place::pair)
                .toArray();
    }

    /// Where batches start in any sorted order, whose lengths are always the same.
    private int[] starts(int tokens) {
        var cuts = new ArrayList<Integer>();
        cuts.add(0);
        int width = 0;
        for (int i = 0; i < order.length; i++) {
            int wider = Math.max(width, widest(order[i]));
            if ((long) wider * (i + 1 - cuts.getLast()) > tokens) {
                cuts.add(i);
                wider = widest(order[i]);
            }
            width = wider;
        }
        cuts.add(order.length);
        return cuts.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Batches of an epoch; 0 when no pair is left.
    public int perEpoch() {
        return pairs.length == 0 ? 0 : starts.length - 1;
    }

    /// Pairs that are learnt from.
    public int size() {
        return pairs.length;
    }

    /// Pairs left out because a side is empty.
    public int empty() {
        return empty;
    }

    /// Pairs left out because a side is too long.
    public int tooLong() {
        return tooLong;
    }

    /// A batch by its number, which goes on from epoch to epoch.
    public PairBatch batch(long number) {
        long epoch = number / perEpoch();
        if (epoch != shuffled) {
            order = sorted(epoch);
            turns = IntStream.range(0, perEpoch())
                    .boxed()
                    .sorted(Comparator.comparingLong(batch -> Mixed.of(seed, ~epoch, batch)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            shuffled = epoch;
        }
        return cut(order, turns[(int) (number % perEpoch())]);
    }

    /// A batch of `0..perEpoch()-1`, shortest first, for measurements.
    PairBatch inOrder(int batch) {
        if (shuffled > 0) {
            order = sorted(0);
            shuffled = -1;
        }
        return cut(order, batch);
    }

    private PairBatch cut(int[] from, int batch) {
        List<int[]> sources = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (int i = starts[batch]; i < starts[batch + 1]; i++) {
            sources.add(corpus.source(from[i]));
            targets.add(corpus.target(from[i]));
        }
        return PairBatch.of(sources, targets, corpus.marks());
    }
}
