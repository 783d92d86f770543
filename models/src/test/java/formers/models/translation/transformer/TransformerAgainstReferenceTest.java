package formers.models.translation.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Pass;
import formers.models.nn.SinusoidLayout;
import formers.models.testing.ReferenceDecoder.Activation;
import formers.models.testing.ReferenceTransformer;
import formers.models.testing.ReferenceTransformer.Added;
import formers.models.testing.ReferenceTransformer.Variant;
import formers.models.translation.SmallPairs;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models of every kind against the same ones in double precision: scores, loss and every gradient.
class TransformerAgainstReferenceTest {

    static List<TransformerConfig> configurations() {
        return Transformers.configurations();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void scores(TransformerConfig config) {
        var model = Transformers.model(config);
        var reference = reference(model);
        var found = model.logits(SmallPairs.batch(), Pass.plain());
        for (int row = 0; row < 3; row++) {
            double[][] expected = reference.logits(SmallPairs.SOURCES.get(row), input(row));
            for (int t = 0; t < expected.length; t++) {
                for (int token = 0; token < expected[t].length; token++) {
                    assertThat((double) found.get(row, t, token)).isCloseTo(expected[t][token], within(2e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void lossAndEveryGradient(TransformerConfig config) {
        var model = Transformers.model(config);
        model.parameters().requireGradients();
        var loss = model.loss(SmallPairs.batch(), 0.1f, Pass.plain());
        loss.backward();
        var expected = reference(model)
                .gradients(
                        SmallPairs.SOURCES.toArray(int[][]::new),
                        IntStream.range(0, 3)
                                .mapToObj(TransformerAgainstReferenceTest::input)
                                .toArray(int[][]::new),
                        IntStream.range(0, 3)
                                .mapToObj(TransformerAgainstReferenceTest::target)
                                .toArray(int[][]::new),
                        0.1f);
        assertThat((double) loss.item()).isCloseTo(expected.loss(), within(1e-5));
        assertThat(model.parameters().all().keySet())
                .isEqualTo(expected.byName().keySet());
        model.parameters().all().forEach((name, tensor) -> {
            double[] exact = expected.byName().get(name);
            float[] found = tensor.gradient().toArray();
            double error = 0;
            double size = 0;
            for (int i = 0; i < found.length; i++) {
                error += (found[i] - exact[i]) * (found[i] - exact[i]);
                size += exact[i] * exact[i];
            }
            if (name.endsWith("k_proj.bias")) {
                // Adds the same to all scores of a query: the softmax does not see it.
                assertThat(Math.sqrt(error)).as(name).isLessThan(1e-6);
            } else {
                assertThat(Math.sqrt(error / size)).as(name).isLessThan(1e-4);
            }
        });
    }

    private static int[] input(int row) {
        return IntStream.concat(IntStream.of(SmallPairs.MARKS.begin()), Arrays.stream(SmallPairs.TARGETS.get(row)))
                .toArray();
    }

    private static int[] target(int row) {
        return IntStream.concat(Arrays.stream(SmallPairs.TARGETS.get(row)), IntStream.of(SmallPairs.MARKS.end()))
                .toArray();
    }

    private static ReferenceTransformer reference(Transformer model) {
        var config = model.config();
        var parameters = new LinkedHashMap<String, double[]>();
        model.parameters().all().forEach((name, tensor) -> parameters.put(name, doubles(tensor)));
        return new ReferenceTransformer(
                new Variant(
                        config.width(),
                        config.heads().count(),
                        config.heads().scaled(),
                        config.norm() instanceof Norm.Layer,
                        config.norm().epsilon(),
                        config.normPlace() == NormPlace.PRE,
                        added(config.encoderPositions(), config.width()),
                        added(config.decoderPositions(), config.width()),
                        config.encoderPositions() instanceof PositionEncoding.Learned(var _, var offset) ? offset : 0,
                        config.encoderPositions() instanceof PositionEncoding.Relative(var _, var most) ? most : 0,
                        activation(config.feedForward()),
                        config.scaledEmbedding() ? Math.sqrt(config.width()) : 1,
                        config.output() instanceof Output.Tied(var scale, var _) ? scale : 1),
                parameters);
    }

    private static double[] doubles(Tensor x) {
        float[] values = x.toArray();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static Added added(PositionEncoding encoding, int d) {
        return switch (encoding) {
            case PositionEncoding.Sinusoidal(var layout, var first) -> (p, i) -> sinusoid(layout, p + first, i, d);
            case PositionEncoding.Learned _, PositionEncoding.Relative _, PositionEncoding.None _ -> (_, _) -> 0;
        };
    }

    private static double sinusoid(SinusoidLayout layout, int p, int i, int d) {
        return switch (layout) {
            case INTERLEAVED -> {
                double angle = p / Math.pow(10_000, (double) (i / 2 * 2) / d);
                yield i % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            }
            case HALVES -> {
                double angle = p / Math.pow(10_000, 2.0 * (i % (d / 2)) / d);
                yield i < d / 2 ? Math.sin(angle) : Math.cos(angle);
            }
            case HALVES_TO_THE_END -> {
                double angle = p * Math.exp(-(i % (d / 2)) * Math.log(10_000) / (d / 2.0 - 1));
                yield i < d / 2 ? Math.sin(angle) : Math.cos(angle);
            }
        };
    }

    private static Activation activation(FeedForward network) {
        return switch (network) {
            case FeedForward.Plain(var activation, var _) -> Activation.valueOf(activation.name());
            case FeedForward.Gated(var gate, var _) -> Activation.valueOf(gate.name());
            case FeedForward other -> throw new IllegalArgumentException("the reference has no " + other);
        };
    }
}
