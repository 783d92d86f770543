package formers.models.translation.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.AlignedPair;
import formers.models.translation.CopyTask;
import formers.models.translation.PairBatch;
import formers.models.translation.TaskWords;
import formers.tensor.AdamWUpdate;
import formers.tensor.RandomSource;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reversing a text is learned, exactly, and by the positions of the encoder alone.
class TransformerTrainingTest {

    private static final int STEPS = 300;
    private static final int WARM_UP = 60;
    private static final float PEAK = 3e-3f;
    private static final CopyTask TASK = new CopyTask(20, 3, 10);

    @Test
    void reversing() {
        var config = TransformerPresets.of("transformer-nano")
                .config()
                .withVocabulary(new Vocabulary.Shared(TASK.source().size()), TaskWords.MARKS);
        assertThat(config.parameterCount()).isEqualTo(168_896);
        var fresh = TASK.pairs(500, 1);
        assertThat(exact(trained(config), fresh)).isGreaterThanOrEqualTo(0.98);
        var blind = config.with(it -> it.positions(new PositionEncoding.None(), config.decoderPositions()));
        assertThat(exact(trained(blind), fresh)).isLessThanOrEqualTo(0.2);
    }

    private static PairBatch reversed(List<AlignedPair> pairs) {
        var sources = pairs.stream()
                .map(pair -> {
                    var ids = TASK.source().ids(pair.source());
                    var ended = Arrays.copyOf(ids, ids.length + 1);
                    ended[ids.length] = TaskWords.MARKS.end();
                    return ended;
                })
                .toList();
        var targets = pairs.stream()
                .map(pair -> TASK.target().ids(pair.target().reversed()))
                .toList();
        return PairBatch.of(sources, targets, TaskWords.MARKS);
    }

    private record Slot(Tensor parameter, Tensor first, Tensor second) {}

    private static Transformer trained(TransformerConfig config) {
        var model = new Transformer(config, Parameters.initialised(1));
        model.parameters().requireGradients();
        var slots = new ArrayList<Slot>();
        model.parameters().all().values().forEach(p -> slots.add(new Slot(p, zeros(p), zeros(p))));
        for (int step = 1; step <= STEPS; step++) {
            try (var _ = Scope.open()) {
                model.loss(reversed(TASK.pairs(64, 1000 + step)), 0.1f, Pass.training(RandomSource.seeded(step)))
                        .backward();
            }
            float rate = PEAK * Math.min((float) step / WARM_UP, (float) (STEPS - step + 1) / (STEPS - WARM_UP));
            double norm = AdamWUpdate.gradientNorm(model.parameters().all().values());
            float scale = (float) Math.min(1, 1 / norm);
            for (var slot : slots) {
                new AdamWUpdate(step, rate, 0.9f, 0.98f, 1e-9f, 0, scale)
                        .apply(slot.parameter, slot.first, slot.second);
                slot.parameter.clearGradient();
            }
        }
        return model;
    }

    private static Tensor zeros(Tensor like) {
        return Tensor.wrap(new float[like.size()], like.shape().extents());
    }

    /// Share of targets whose tokens are all right, each the likeliest after those before it.
    private static double exact(Transformer model, List<AlignedPair> pairs) {
        var batch = reversed(pairs);
        var prefixes = model.start(batch.source(), batch.sourceLengths());
        int times = batch.input().extent(1);
        var targets = batch.targets().toInts();
        var tokens = new int[pairs.size()];
        var wrong = new boolean[pairs.size()];
        Arrays.fill(tokens, TaskWords.MARKS.begin());
        for (int i = 0; i < times; i++) {
            tokens = prefixes.next(tokens).argmax(-1).toInts();
            for (int row = 0; row < tokens.length; row++) {
                int expected = targets[row * times + i];
                wrong[row] |= expected >= 0 && tokens[row] != expected;
            }
        }
        int right = 0;
        for (boolean miss : wrong) {
            right += miss ? 0 : 1;
        }
        return (double) right / pairs.size();
    }
}
