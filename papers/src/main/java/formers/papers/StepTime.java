package formers.papers;

import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// How long a training step takes on sentences of one length. Models are measured in turns, so that a slow moment
/// of the machine is one of all.
final class StepTime {

    private static final int UNTIMED = 5;
    private static final int TIMED = 11;

    private StepTime() {}

    /// The share of `other`'s time that `model` takes: the median over turns.
    ///
    /// @param tokens of a batch, which has as many sentences as that makes
    /// @param length tokens of each sentence and its translation
    static double share(SequenceToSequence model, SequenceToSequence other, int tokens, int length) {
        var batch = batch(tokens / length, length, model.marks(), model.vocabulary());
        var shares = new double[TIMED];
        for (int turn = 0; turn < UNTIMED + TIMED; turn++) {
            double ours = seconds(model, batch);
            double theirs = seconds(other, batch);
            if (turn >= UNTIMED) {
                shares[turn - UNTIMED] = ours / theirs;
            }
        }
        Arrays.sort(shares);
        return shares[TIMED / 2];
    }

    private static PairBatch batch(int rows, int length, PairBatch.Marks marks, int vocabulary) {
        var random = new SplittableRandom(1);
        List<int[]> sentences = IntStream.range(0, rows)
                .mapToObj(_ -> random.ints(length, 0, vocabulary).toArray())
                .toList();
        return PairBatch.of(sentences, sentences, marks);
    }

    private static double seconds(SequenceToSequence model, PairBatch batch) {
        long start = System.nanoTime();
        try (var _ = Scope.open()) {
            model.loss(batch, 0, Pass.plain()).backward();
        }
        model.parameters().all().values().forEach(Tensor::clearGradient);
        return (System.nanoTime() - start) / 1e9;
    }
}
