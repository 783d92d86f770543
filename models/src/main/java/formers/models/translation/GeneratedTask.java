package formers.models.translation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A task whose pairs are made up, each with one right target and a known alignment: translation in a
/// minute, with exact scores.
public sealed interface GeneratedTask permits ToyTranslation, CopyTask, ReverseTask {

    TaskWords source();

    TaskWords target();

    /// One pair.
    AlignedPair draw(RandomGenerator random);

    /// Pairs that depend on the seed alone; of different seeds they are independent.
    default List<AlignedPair> pairs(int count, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, count).mapToObj(_ -> draw(random)).toList();
    }

    /// Pairs as a model is trained on them; sources end with the end mark.
    default PairBatch batch(List<AlignedPair> pairs) {
        var sources = pairs.stream().map(this::sourceIds).toList();
        var targets = pairs.stream().map(pair -> target().ids(pair.target())).toList();
        return PairBatch.of(sources, targets, TaskWords.MARKS);
    }

    /// The source of a pair as a model reads it, with the end mark.
    default int[] sourceIds(AlignedPair pair) {
        var ids = source().ids(pair.source());
        var longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = TaskWords.MARKS.end();
        return longer;
    }

    /// An integer of `low..high`.
    static int between(RandomGenerator random, int low, int high) {
        return random.nextInt(low, high + 1);
    }
}
