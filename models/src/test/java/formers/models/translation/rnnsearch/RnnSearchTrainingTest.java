package formers.models.translation.rnnsearch;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.AlignedPair;
import formers.models.translation.AlignmentAccuracy;
import formers.models.translation.CopyTask;
import formers.models.translation.TaskWords;
import formers.tensor.AdamWUpdate;
import formers.tensor.RandomSource;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Copying is learned, exactly and looking at the right words; without attention not as fast.
class RnnSearchTrainingTest {

    private static final int STEPS = 300;
    private static final float RATE = 5e-3f;
    private static final CopyTask TASK = new CopyTask(20, 3, 10);

    @Test
    void copying() {
        int n = 48;
        var config = RnnSearchConfig.of(TASK.source().size(), TASK.target().size(), n / 2, n, n, TaskWords.MARKS);
        var fresh = TASK.pairs(200, 1);
        var model = trained(config);
        assertThat(exact(model, fresh)).isGreaterThanOrEqualTo(0.97);
        try (var _ = Tensor.withoutGradients()) {
            var accuracy = AlignmentAccuracy.none().plus(fresh, model.alignments(TASK.batch(fresh)));
            assertThat(accuracy.share()).isGreaterThanOrEqualTo(0.95);
        }
        assertThat(exact(trained(config.withAlignment(new Alignment.None())), fresh))
                .isLessThan(0.5);
    }

    private record Slot(Tensor parameter, Tensor first, Tensor second) {}

    private static RnnSearch trained(RnnSearchConfig config) {
        var model = new RnnSearch(config, Parameters.initialised(1));
        model.parameters().requireGradients();
        var slots = new ArrayList<Slot>();
        model.parameters().all().values().forEach(p -> slots.add(new Slot(p, zeros(p), zeros(p))));
        for (int step = 1; step <= STEPS; step++) {
            try (var _ = Scope.open()) {
                model.loss(TASK.batch(TASK.pairs(32, 1000 + step)), 0, Pass.training(RandomSource.seeded(step)))
                        .backward();
            }
            double norm = AdamWUpdate.gradientNorm(model.parameters().all().values());
            float scale = (float) Math.min(1, 1 / norm);
            float rate = RATE * Math.min(1, 2f * (STEPS - step + 1) / STEPS);
            for (var slot : slots) {
                new AdamWUpdate(step, rate, 0.9f, 0.98f, 1e-8f, 0, scale)
                        .apply(slot.parameter, slot.first, slot.second);
                slot.parameter.clearGradient();
            }
        }
        return model;
    }

    private static Tensor zeros(Tensor like) {
        return Tensor.wrap(new float[like.size()], like.shape().extents());
    }

    /// Share of targets whose words are all right, each the likeliest after those before it.
    private static double exact(RnnSearch model, List<AlignedPair> pairs) {
        var batch = TASK.batch(pairs);
        var prefixes = model.start(batch.source(), batch.sourceLengths());
        int times = batch.input().extent(1);
        var targets = batch.targets().toInts();
        var words = new int[pairs.size()];
        var wrong = new boolean[pairs.size()];
        Arrays.fill(words, TaskWords.MARKS.begin());
        for (int i = 0; i < times; i++) {
            words = prefixes.next(words).argmax(-1).toInts();
            for (int row = 0; row < words.length; row++) {
                int expected = targets[row * times + i];
                wrong[row] |= expected >= 0 && words[row] != expected;
            }
        }
        int right = 0;
        for (boolean miss : wrong) {
            right += miss ? 0 : 1;
        }
        return (double) right / pairs.size();
    }
}
