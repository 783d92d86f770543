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
import java.util.LinkedHashMap;
import java.util.Map;
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
            new Variant(2, 2, Norm.LAYER, 1e-5, Positions.LEARNED, 0, Activation.GELU, 0), canonical(theta));

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

    private static Map<String, double[]> canonical(DParams theta) {
        var p = new LinkedHashMap<String, double[]>();
        p.put("tokens", transposed(theta.We()));
        p.put("positions", transposed(theta.Wp()));
        for (int l = 0; l < theta.dec().size(); l++) {
            var layer = theta.dec().get(l);
            var block = "blocks." + l + ".";
            var heads = layer.attn().toFused();
            p.put(block + "norm1.weight", layer.gamma1());
            p.put(block + "norm1.bias", layer.beta1());
            p.put(block + "attention.qkv.weight", concat(flat(heads.Wq()), flat(heads.Wk()), flat(heads.Wv())));
            p.put(block + "attention.qkv.bias", concat(heads.bq(), heads.bk(), heads.bv()));
            p.put(block + "attention.output.weight", flat(layer.attn().Wo()));
            p.put(block + "attention.output.bias", layer.attn().bo());
            p.put(block + "norm2.weight", layer.gamma2());
            p.put(block + "norm2.bias", layer.beta2());
            p.put(block + "mlp.up.weight", flat(layer.Wmlp1()));
            p.put(block + "mlp.up.bias", layer.bmlp1());
            p.put(block + "mlp.down.weight", flat(layer.Wmlp2()));
            p.put(block + "mlp.down.bias", layer.bmlp2());
        }
        p.put("norm.weight", theta.gamma());
        p.put("norm.bias", theta.beta());
        p.put("head.weight", flat(theta.Wu()));
        return p;
    }

    private static double[] flat(double[][] W) {
        return concat(W);
    }

    private static double[] concat(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] transposed(double[][] W) {
        var flat = new double[W.length * W[0].length];
        for (int i = 0; i < W.length; i++) {
            for (int j = 0; j < W[i].length; j++) {
                flat[j * W.length + i] = W[i][j];
            }
        }
        return flat;
    }

    private static double[] column(double[][] A, int t) {
        return Arrays.stream(A).mapToDouble(row -> row[t]).toArray();
    }
}
