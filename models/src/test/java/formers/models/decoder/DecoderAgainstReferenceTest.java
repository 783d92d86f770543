package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.testing.ReferenceAdamW;
import formers.models.testing.ReferenceDecoder;
import formers.models.testing.SeededWeights;
import formers.tensor.AdamWUpdate;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fast decoders against the same ones in double precision: scores, loss, every gradient, and training.
class DecoderAgainstReferenceTest {

    private static final int BATCH = 2;
    private static final int TIME = 9;

    static List<DecoderConfig> configurations() {
        return List.of(
                Decoders.gpt2(),
                Decoders.llama(),
                Decoders.alibi(),
                Decoders.windowed(),
                Decoders.interleaved(),
                Decoders.untiedWithoutBiases());
    }

    /// Texts and what follows each of their tokens; some targets do not count.
    private record Batch(int[][] ids, int[][] targets) {
        static Batch of(long seed) {
            var random = new SplittableRandom(seed);
            var ids = new int[BATCH][];
            var targets = new int[BATCH][];
            for (int row = 0; row < BATCH; row++) {
                ids[row] = random.ints(TIME, 0, Decoders.VOCABULARY).toArray();
                targets[row] = random.ints(TIME, 0, Decoders.VOCABULARY).toArray();
            }
            targets[0][2] = -1;
            return new Batch(ids, targets);
        }

        Tensor loss(Decoder decoder) {
            return decoder.loss(tensor(ids), tensor(targets), Pass.plain());
        }

        private static Tensor tensor(int[][] rows) {
            return Tensor.ofInts(
                    Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray(), BATCH, TIME);
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void scores(DecoderConfig config) {
        var decoder = lively(config);
        var reference = new ReferenceDecoder(References.variant(config), References.parameters(decoder));
        int[] ids = Batch.of(1).ids()[0];
        float[] found =
                decoder.logits(Tensor.ofInts(ids, 1, TIME), Pass.plain()).toArray();
        double[] expected = Arrays.stream(reference.logits(ids))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(References.doubles(Tensor.wrap(found, found.length))).containsExactly(expected, within(2e-5));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void lossAndEveryGradient(DecoderConfig config) {
        var decoder = lively(config);
        decoder.parameters().requireGradients();
        var batch = Batch.of(2);
        var expected = new ReferenceDecoder(References.variant(config), References.parameters(decoder))
                .gradients(batch.ids(), batch.targets());
        var loss = batch.loss(decoder);
        loss.backward();
        assertThat((double) loss.item()).isCloseTo(expected.loss(), within(1e-5));
        assertThat(decoder.parameters().all().keySet())
                .isEqualTo(expected.byName().keySet());
        decoder.parameters().all().forEach((name, tensor) -> {
            double[] exact = expected.byName().get(name);
            double[] error = References.doubles(tensor.gradient());
            for (int i = 0; i < error.length; i++) {
                error[i] -= exact[i];
            }
            assertThat(length(error) / length(exact)).as(name).isLessThan(1e-4);
        });
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void tenStepsOfTraining(DecoderConfig config) {
        var decoder = lively(config);
        decoder.parameters().requireGradients();
        var parameters = References.parameters(decoder);
        var reference = new ReferenceDecoder(References.variant(config), parameters);
        var optimizer = new ReferenceAdamW(
                0.9,
                0.95,
                1e-8,
                0.1,
                name -> decoder.parameters().all().get(name).rank() > 1);
        var first = new HashMap<String, Tensor>();
        var second = new HashMap<String, Tensor>();
        decoder.parameters().all().forEach((name, tensor) -> {
            first.put(name, Tensor.full(0, tensor.shape().extents()));
            second.put(name, Tensor.full(0, tensor.shape().extents()));
        });
        for (int step = 1; step <= 10; step++) {
            var batch = Batch.of(step % 3);
            var expected = reference.gradients(batch.ids(), batch.targets());
            optimizer.step(parameters, expected.byName(), 0.01);
            try (var _ = Scope.open()) {
                var loss = batch.loss(decoder);
                loss.backward();
                assertThat((double) loss.item()).as("loss at step %d", step).isCloseTo(expected.loss(), within(1e-4));
            }
            for (var parameter : decoder.parameters().all().entrySet()) {
                float decay = parameter.getValue().rank() > 1 ? 0.1f : 0;
                new AdamWUpdate(step, 0.01f, 0.9f, 0.95f, 1e-8f, decay, 1)
                        .apply(parameter.getValue(), first.get(parameter.getKey()), second.get(parameter.getKey()));
                parameter.getValue().clearGradient();
            }
        }
    }

    private static Decoder lively(DecoderConfig config) {
        var decoder = new Decoder(config, Parameters.initialised(1));
        decoder.parameters()
                .all()
                .forEach((name, tensor) -> tensor.set(
                        SeededWeights.checkpoint(name, 1, tensor.shape().extents())));
        return decoder;
    }

    private static double length(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    }
}
