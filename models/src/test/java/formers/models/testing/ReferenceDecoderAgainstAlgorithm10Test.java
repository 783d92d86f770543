package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.formal.DParams;
import formers.models.formal.Decoder;
import formers.models.formal.Loss;
import formers.models.formal.Options;
import formers.models.formal.Trace;
import formers.models.testing.ReferenceDecoder.Activation;
import formers.models.testing.ReferenceDecoder.Norm;
import formers.models.testing.ReferenceDecoder.Positions;
import formers.models.testing.ReferenceDecoder.Variant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// With learned positions, layer norm and the exact GELU, [ReferenceDecoder] is Algorithm 10. The two were
/// written apart: one with a column per token and a matrix per head, the other with a row per token and
/// fused heads.
class ReferenceDecoderAgainstAlgorithm10Test {

    private static final int[] IDS = {1, 4, 7, 2, 9};
    private static final int[] TARGETS = {4, 7, 2, 9, -1};

    private final Options options = Options.paper().eps(1e-5);
    private final DParams theta = randomTheta();
    private final ReferenceDecoder decoder = new ReferenceDecoder(
            new Variant(2, 2, Norm.LAYER, 1e-5, Positions.LEARNED, 0, Activation.GELU, 0),
            FormalWeights.canonical(theta));

    @Test
    void logits() {
        var trace = Trace.recording();
        Decoder.dTransformer(IDS, theta, options.trace(trace));
        double[][] columns = trace.matrices().get("logits");
        double[][] rows = decoder.logits(IDS);
        for (int t = 0; t < IDS.length; t++) {
            assertThat(rows[t]).containsExactly(column(columns, t), within(1e-12));
        }
    }

    /// The paper sums over positions, a trainer takes the mean.
    @Test
    void loss() {
        double mean = new Loss.DLoss(IDS, options).applyAsDouble(theta) / (IDS.length - 1);
        assertThat(decoder.loss(new int[][] {IDS}, new int[][] {TARGETS})).isCloseTo(mean, within(1e-12));
    }

    private static DParams randomTheta() {
        var random = new SplittableRandom(10);
        return DParams.zeros(10, 16, 2, 2, 8, 16).map((_, W) -> {
            for (var row : W) {
                Arrays.setAll(row, _ -> random.nextDouble(-0.5, 0.5));
            }
            return W;
        });
    }

    private static double[] column(double[][] A, int t) {
        return Arrays.stream(A).mapToDouble(row -> row[t]).toArray();
    }
}
