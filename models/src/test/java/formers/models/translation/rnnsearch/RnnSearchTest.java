package formers.models.translation.rnnsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequenceContract;
import formers.models.translation.SmallPairs;
import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RnnSearchTest extends SequenceToSequenceContract<RnnSearch> {

    private static final float ROUNDING = 2e-6f;

    RnnSearchTest() {
        super(ROUNDING);
    }

    @Override
    protected List<RnnSearch> models() {
        return configurations().stream().map(RnnSearchModels::model).toList();
    }

    @Override
    protected Tensor alignments(RnnSearch model, PairBatch batch) {
        return model.alignments(batch);
    }

    static List<RnnSearchConfig> configurations() {
        return RnnSearchModels.configurations();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void alignmentsAreDistributionsOverTheWordsOfTheSource(RnnSearchConfig config) {
        var batch = SmallPairs.batch();
        var weights = RnnSearchModels.model(config).alignments(batch);
        assertThat(weights.shape().extents()).containsExactly(3, 6, 6);
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 6; i++) {
                double sum = 0;
                for (int j = 0; j < 6; j++) {
                    sum += weights.get(row, i, j);
                    if (j >= batch.sourceLengths()[row]) {
                        assertThat(weights.get(row, i, j)).isZero();
                    }
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void atFirstAllWordsAreLookedAtAlike() {
        var config = RnnSearchModels.configurations().getFirst();
        for (var start : Start.values()) {
            var weights = new RnnSearch(config, Parameters.initialised(3), start).alignments(SmallPairs.batch());
            assertThat(weights.get(0, 2, 4)).isCloseTo(1 / 6f, within(1e-7f));
            assertThat(weights.get(1, 0, 1)).isCloseTo(1 / 2f, within(1e-7f));
        }
    }

    @Test
    void freshMatricesHaveTheDeviationsOfThePaper() {
        var config = RnnSearchConfig.of(100, 100, 50, 60, 40, SmallPairs.MARKS);
        var all = new RnnSearch(config, Parameters.initialised(3), Start.PAPER)
                .parameters()
                .all();
        assertThat(deviation(all.get("decoder.context.weight"))).isCloseTo(0.01, within(0.0005));
        assertThat(deviation(all.get("encoder.embedding.weight"))).isCloseTo(0.01, within(0.0005));
        assertThat(deviation(all.get("decoder.alignment.annotation.weight"))).isCloseTo(0.001, within(0.0001));
        assertThat(deviation(all.get("decoder.input.bias"))).isZero();
    }

    private static double deviation(Tensor x) {
        return Math.sqrt(x.square().mean().item());
    }

    /// With a start that does not depend on the source, a source turned round and the encoder's directions
    /// exchanged give the same words, and alignments turned round.
    @Test
    void theEncoderIsSymmetric() {
        var config = RnnSearchModels.configurations().getFirst();
        var model = RnnSearchModels.model(config);
        var turned = RnnSearchModels.model(config);
        var from = model.parameters().all();
        var to = turned.parameters().all();
        from.get("decoder.start.weight").fill(0);
        to.get("decoder.start.weight").fill(0);
        to.forEach((name, tensor) -> {
            var other = name.startsWith("encoder.forward")
                    ? name.replace("forward", "backward")
                    : name.replace("encoder.backward", "encoder.forward");
            tensor.assign(from.get(other));
            if (tensor.rank() == 2 && tensor.extent(1) == 12) { // what reads annotations
                var halves = from.get(name).split(1, 6, 6);
                tensor.assign(Tensor.concat(1, halves[1], halves[0]));
            }
        });
        var batch = PairBatch.of(List.of(new int[] {4, 9, 3, 7, 5}), List.of(new int[] {5, 8}), SmallPairs.MARKS);
        var mirror = PairBatch.of(List.of(new int[] {5, 7, 3, 9, 4}), List.of(new int[] {5, 8}), SmallPairs.MARKS);
        assertThat(turned.logits(mirror, Pass.plain()).toArray())
                .containsExactly(model.logits(batch, Pass.plain()).toArray(), within(ROUNDING));
        var alignments = model.alignments(batch);
        var mirrored = turned.alignments(mirror);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 5; j++) {
                assertThat(mirrored.get(0, i, j)).isCloseTo(alignments.get(0, i, 4 - j), within(ROUNDING));
            }
        }
    }

    @Test
    void aSingleWordIsLookedAtAlways() {
        var model = RnnSearchModels.model(RnnSearchModels.configurations().getFirst());
        var batch = PairBatch.of(List.of(new int[] {4}), List.of(new int[] {5, 8}), SmallPairs.MARKS);
        assertThat(model.alignments(batch).toArray()).containsExactly(1, 1, 1);
    }

    /// With both rows of every pair equal, maxout is no maximum at all.
    @Test
    void maxoutOfEqualPairsIsLinear() {
        var model = RnnSearchModels.model(RnnSearchModels.configurations().getFirst());
        var all = model.parameters().all();
        for (var name : List.of("state.weight", "state.bias", "word.weight", "context.weight")) {
            var tensor = all.get("decoder.readout." + name);
            var ids = new int[tensor.extent(0)];
            Arrays.setAll(ids, i -> i / 2 * 2);
            tensor.assign(tensor.copy().indexSelect(0, Tensor.ofInts(ids)));
        }
        var batch = SmallPairs.batch();
        float[] once = model.logits(batch, Pass.plain()).toArray();
        for (var name : List.of("state.weight", "state.bias", "word.weight", "context.weight")) {
            var tensor = all.get("decoder.readout." + name);
            tensor.assign(tensor.times(-2));
        }
        var output = all.get("decoder.output.weight");
        output.assign(output.times(-0.5f));
        assertThat(model.logits(batch, Pass.plain()).toArray()).containsExactly(once, within(ROUNDING));
    }

    /// Slopes along a random direction, by central differences, for every parameter.
    @ParameterizedTest
    @MethodSource("configurations")
    void gradients(RnnSearchConfig config) {
        var model = RnnSearchModels.model(config);
        var batch = SmallPairs.batch();
        model.parameters().requireGradients();
        model.loss(batch, 0.1f, Pass.plain()).backward();
        model.parameters().all().forEach((name, tensor) -> {
            float[] values = tensor.toArray();
            float[] gradient = tensor.gradient().toArray();
            float[] direction = Tensor.normal(
                            RandomSource.seeded(4).at(name),
                            0,
                            1,
                            tensor.shape().extents())
                    .toArray();
            double along = 0;
            double size = 0;
            for (int i = 0; i < values.length; i++) {
                along += gradient[i] * direction[i];
                size += gradient[i] * gradient[i];
            }
            double slope = (loss(model, batch, tensor, values, direction, 0.001f)
                            - loss(model, batch, tensor, values, direction, -0.001f))
                    / 0.002;
            tensor.set(values);
            assertThat(along).as(name).isCloseTo(slope, within(0.005 * Math.sqrt(size) + 5e-4));
        });
    }

    private static double loss(
            RnnSearch model, PairBatch batch, Tensor tensor, float[] values, float[] direction, float step) {
        var moved = values.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        tensor.set(moved);
        try (var _ = Tensor.withoutGradients()) {
            return model.loss(batch, 0.1f, Pass.plain()).item();
        }
    }

    @Test
    void dropoutIsOfTrainingAlone() {
        var model = RnnSearchModels.model(
                RnnSearchModels.configurations().getFirst().withDropout(0.5f));
        var batch = SmallPairs.batch();
        float plain = model.loss(batch, 0, Pass.plain()).item();
        float dropped =
                model.loss(batch, 0, Pass.training(RandomSource.seeded(1))).item();
        assertThat(model.loss(batch, 0, Pass.plain()).item()).isEqualTo(plain);
        assertThat(dropped).isNotEqualTo(plain);
        assertThat(model.loss(batch, 0, Pass.training(RandomSource.seeded(1))).item())
                .isEqualTo(dropped);
    }

    @Test
    void mistakesAreNamed() {
        var model = RnnSearchModels.model(RnnSearchModels.configurations().getFirst());
        var ids = Tensor.ofInts(new int[] {4, 5, 6, 7}, 2, 2);
        assertThatThrownBy(() -> model.start(ids, new int[] {2, 0}))
                .hasMessageContaining("source 1 must have 1 to 2 tokens, found 0");
        assertThatThrownBy(() -> model.start(ids, new int[] {2})).hasMessageContaining("found [2, 2] and 1 lengths");
        var prefixes = model.start(ids, new int[] {2, 1});
        assertThatThrownBy(prefixes::attention).hasMessageContaining("no word has been asked for yet");
        assertThatThrownBy(() -> prefixes.next(new int[] {1})).hasMessageContaining("2 prefixes want a token each");
        assertThatThrownBy(() -> prefixes.next(new int[] {1, 3}))
                .hasMessageContaining("target 1 must start with 1, the mark that begins one, found 3");
        assertThatThrownBy(() -> RnnSearchConfig.of(10, 9, 0, 6, 4, SmallPairs.MARKS))
                .hasMessageContaining("RNNsearch embedding must be at least 1, found 0");
        assertThatThrownBy(() -> RnnSearchConfig.of(10, 2, 5, 6, 4, SmallPairs.MARKS))
                .hasMessageContaining("mark end must be an id below targetVocabulary 2, found 2");
    }
}
