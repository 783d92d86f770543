package formers.models.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Pass;
import formers.tensor.CrossEntropy;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every model of pairs holds to: padding does not matter, all tokens that count count alike, and targets
/// written token by token are scored as whole ones are, whatever prefixes they are selected from.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SequenceToSequenceContract<M extends SequenceToSequence> {

    private final float rounding;

    /// @param rounding largest difference that the order of additions makes
    protected SequenceToSequenceContract(float rounding) {
        this.rounding = rounding;
    }

    /// Small models of every kind, for [SmallPairs].
    protected abstract List<M> models();

    /// How much each token of the targets looks at each of the sources, `[batch, T, S]`.
    protected abstract Tensor alignments(M model, PairBatch batch);

    @ParameterizedTest
    @MethodSource("models")
    public void paddingChangesNothing(M model) {
        var together = model.logits(SmallPairs.batch(), Pass.plain());
        for (int row = 0; row < 3; row++) {
            var alone = model.logits(SmallPairs.single(row), Pass.plain());
            for (int i = 0; i < alone.extent(1); i++) {
                for (int token = 0; token < model.vocabulary(); token++) {
                    assertThat(together.get(row, i, token)).isCloseTo(alone.get(0, i, token), within(rounding));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    public void theLossIsTheMeanOverTokensThatCount(M model) {
        var batch = SmallPairs.batch();
        for (float smoothing : new float[] {0, 0.1f}) {
            var how = CrossEntropy.ignoring(-1).withSmoothing(smoothing);
            float expected = model.logits(batch, Pass.plain())
                    .crossEntropy(batch.targets(), how)
                    .item();
            assertThat(model.loss(batch, smoothing, Pass.plain()).item()).isCloseTo(expected, within(rounding));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    public void tokenByTokenEqualsAllAtOnce(M model) {
        var batch = SmallPairs.batch();
        var expected = model.logits(batch, Pass.plain());
        var alignments = alignments(model, batch);
        float close = Math.max(rounding, movedByLastBits(model, batch, expected));
        var input = batch.input().toInts();
        TargetPrefixes prefixes;
        try (var _ = Scope.open()) {
            prefixes = model.start(batch.source(), batch.sourceLengths());
        }
        for (int i = 0; i < 6; i++) {
            try (var _ = Scope.open()) {
                var found = prefixes.next(new int[] {input[i], input[6 + i], input[12 + i]});
                for (int row = 0; row < 3; row++) {
                    for (int token = 0; token < model.vocabulary(); token++) {
                        assertThat(found.get(row, token)).isCloseTo(expected.get(row, i, token), within(close));
                    }
                    for (int j = 0; j < 6; j++) {
                        assertThat(prefixes.attention().get(row, j))
                                .isCloseTo(alignments.get(row, i, j), within(rounding));
                    }
                }
            }
        }
    }

    /// How far scores move if each weight does by a bit: another order of additions may move them as far. Of the
    /// T5 with a gate that is 10⁻⁵, of all other models less than `rounding`.
    private float movedByLastBits(M model, PairBatch batch, Tensor scores) {
        var weights = new LinkedHashMap<Tensor, float[]>();
        model.parameters().all().values().forEach(tensor -> weights.put(tensor, tensor.toArray()));
        var random = new Random(1);
        weights.forEach((tensor, values) -> {
            float[] moved = values.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] *= random.nextBoolean() ? 1 + 0x1p-23f : 1 - 0x1p-23f;
            }
            tensor.set(moved);
        });
        float[] moved = model.logits(batch, Pass.plain()).toArray();
        weights.forEach(Tensor::set);
        float most = 0;
        float[] before = scores.toArray();
        for (int i = 0; i < before.length; i++) {
            most = Math.max(most, Math.abs(moved[i] - before[i]));
        }
        return most;
    }

    @ParameterizedTest
    @MethodSource("models")
    public void selectedPrefixesGoOnAsTheyWere(M model) {
        var batch = SmallPairs.batch();
        var prefixes = model.start(batch.source(), batch.sourceLengths());
        prefixes.next(new int[] {1, 1, 1});
        TargetPrefixes twice;
        TargetPrefixes chosen;
        try (var _ = Scope.open()) {
            twice = prefixes.select(0, 0, 1, 1, 2);
            twice.next(new int[] {3, 4, 5, 6, 7});
            chosen = twice.select(1, 1, 3, 2, 4);
        }
        assertThat(chosen.rows()).isEqualTo(5);
        assertThat(row(chosen.attention(), 2)).containsExactly(row(twice.attention(), 3));
        var found = chosen.next(new int[] {5, 6, 7, 8, 3});
        var other = twice.next(new int[] {6, 5, 8, 7, 3}); // these stay as they were
        assertThat(row(found, 0)).containsExactly(row(other, 1), within(rounding));
        assertThat(row(found, 2)).containsExactly(row(model, 1, 1, 6, 7), within(rounding));
        assertThat(row(found, 3)).containsExactly(row(model, 1, 1, 5, 8), within(rounding));
        assertThat(row(found, 4)).containsExactly(row(other, 4), within(rounding));
        var late = prefixes.next(new int[] {8, 7, 6}); // and so do those they came from
        assertThat(row(late, 0)).containsExactly(row(model, 0, 1, 8), within(rounding));
        assertThat(row(late, 2)).containsExactly(row(model, 2, 1, 6), within(rounding));
    }

    /// Scores after `tokens` of the target of one source.
    private static float[] row(SequenceToSequence model, int source, int... tokens) {
        var ids = SmallPairs.SOURCES.get(source);
        var prefixes = model.start(Tensor.ofInts(ids, 1, ids.length), new int[] {ids.length});
        Tensor scores = null;
        for (int token : tokens) {
            scores = prefixes.next(new int[] {token});
        }
        return row(scores, 0);
    }

    private static float[] row(Tensor x, int row) {
        return x.slice(0, row, row + 1).toArray();
    }
}
