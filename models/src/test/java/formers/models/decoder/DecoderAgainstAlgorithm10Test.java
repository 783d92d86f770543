package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.formal.DParams;
import formers.models.formal.Options;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.testing.FormalWeights;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The fast decoder is Algorithm 10 of Phuong & Hutter (2022), for random sizes and weights.
class DecoderAgainstAlgorithm10Test {

    private static final float EPSILON = 1e-5f;
    private static final int[] WIDTHS = {4, 8, 12};
    private static final int[] HEADS = {1, 2, 4};

    private final SplittableRandom random = new SplittableRandom(10);
    private final Options options = Options.paper().eps(EPSILON);

    @Test
    void probabilities() {
        for (int trial = 0; trial < 200; trial++) {
            var config = randomConfig();
            var theta = randomWeights(config);
            int[] ids = random.ints(random.nextInt(1, config.context() + 1), 0, config.vocabulary())
                    .toArray();
            double[][] expected = formers.models.formal.Decoder.dTransformer(ids, theta, options);
            float[] found = decoder(config, theta)
                    .logits(Tensor.ofInts(ids, 1, ids.length), Pass.plain())
                    .softmax(-1)
                    .toArray();
            double worst = 0;
            double worstLog = 0;
            for (int t = 0; t < ids.length; t++) {
                for (int v = 0; v < config.vocabulary(); v++) {
                    double p = found[t * config.vocabulary() + v];
                    worst = Math.max(worst, Math.abs(p - expected[v][t]));
                    worstLog = Math.max(worstLog, Math.abs(Math.log(p) - Math.log(expected[v][t])));
                }
            }
            assertThat(worst).as("probabilities of %s", config).isLessThan(2e-5);
            assertThat(worstLog).as("their logarithms, %s", config).isLessThan(2e-4);
        }
    }

    private DecoderConfig randomConfig() {
        int width = WIDTHS[random.nextInt(WIDTHS.length)];
        int heads = HEADS[random.nextInt(HEADS.length)];
        return DecoderConfig.of(random.nextInt(5, 31), 12, random.nextInt(1, 4), width)
                .attention(Attention.of(heads, heads, width / heads))
                .feedForward(new FeedForward.Plain(Activation.GELU, random.nextInt(1, 33)))
                .norm(new Norm.Layer(EPSILON, true))
                .output(DecoderConfig.Output.UNTIED)
                .build();
    }

    private DParams randomWeights(DecoderConfig config) {
        return DParams.zeros(
                        config.vocabulary(),
                        config.context(),
                        config.layers(),
                        config.heads(),
                        config.width(),
                        config.feedForward().hidden())
                .map((_, W) -> {
                    for (var row : W) {
                        Arrays.setAll(row, _ -> (float) random.nextDouble(-0.5, 0.5));
                    }
                    return W;
                });
    }

    private static Decoder decoder(DecoderConfig config, DParams theta) {
        var decoder = new Decoder(config, Parameters.initialised(1));
        var weights = FormalWeights.canonical(theta);
        decoder.parameters().all().forEach((name, tensor) -> {
            double[] values = weights.get(name);
            var floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            tensor.set(floats);
        });
        return decoder;
    }
}
