package formers.models.formal;

import static formers.models.formal.Golden.assertGolden;
import static formers.models.formal.Golden.embeddedX;
import static formers.models.formal.Golden.embeddedZ;
import static formers.models.formal.Golden.x;
import static formers.models.formal.Golden.z;
import static formers.models.formal.Matrices.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every algorithm against values recorded from an independent double-precision implementation.
class GoldenValuesTest {

    private static final double GREEDY = 1e-6;

    private final EDParams encoderDecoder = Golden.encoderDecoder();
    private final EParams encoder = Golden.encoder();
    private final DParams decoder = Golden.decoder();

    @Test
    void algorithms1And2Embedding() {
        assertGolden(
                column(embeddedX(), 2),
                -0.06947688,
                0.45345191,
                0.37275034,
                -0.65241197,
                0.04392467,
                -0.47935570,
                0.95074482,
                -0.64534042);
    }

    @Test
    void algorithm3SingleQueryAttention() {
        var head = encoderDecoder.dec().get(0).cross().heads().get(0);
        assertGolden(
                Attention.singleQueryAttention(column(embeddedX(), 4), embeddedZ(), head),
                -0.40622460,
                0.36342925,
                0.31516648,
                -0.09938250);
    }

    @Test
    void algorithm4CrossAttention() {
        var head = encoderDecoder.dec().get(0).cross().heads().get(0);
        var V = Attention.attention(embeddedX(), embeddedZ(), head, Attention.allVisible(7, 5));
        assertGolden(column(V, 4), -0.40622460, 0.36342925, 0.31516648, -0.09938250);
    }

    @Test
    void algorithm4CausalSelfAttention() {
        var head = decoder.dec().get(0).attn().heads().get(0);
        var V = Attention.attention(embeddedX(), embeddedX(), head, Attention.causal(5));
        assertGolden(column(V, 0), -0.09283898, 0.04345063, 0.91629675, 0.29790177);
        assertGolden(column(V, 4), -0.45460155, -0.04318817, 0.04264500, -0.51617651);
    }

    @Test
    void algorithm5MultiHeadAttention() {
        var cross = encoderDecoder.dec().get(0).cross();
        var V = Attention.mhAttention(embeddedX(), embeddedZ(), cross, Attention.allVisible(7, 5));
        assertGolden(
                column(V, 4),
                -0.38398577,
                0.13458204,
                0.08904650,
                0.01306651,
                -0.09253765,
                0.26667389,
                0.47710585,
                0.14492113);
    }

    @Test
    void algorithm6LayerNorm() {
        var layer = decoder.dec().get(0);
        assertGolden(
                Normalization.layerNorm(column(embeddedX(), 2), layer.gamma1(), layer.beta1(), 0),
                0.32011711,
                0.25308901,
                0.96973458,
                -0.70333627,
                -0.33889574,
                -0.52881357,
                1.72305658,
                -1.24123064);
    }

    @Test
    void algorithm7Unembedding() {
        assertGolden(
                Embedding.unembedding(column(embeddedX(), 2), decoder.Wu()),
                0.11163884,
                0.29375264,
                0.08943749,
                0.07672556,
                0.07793114,
                0.08106033,
                0.08511223,
                0.04322904,
                0.11497768,
                0.02613507);
    }

    @Test
    void algorithm8EncoderDecoder() {
        assertGolden(
                column(EncoderDecoder.edTransformer(z(), x(), encoderDecoder), 4),
                0.07593396,
                0.02732955,
                0.05800736,
                0.13405655,
                0.01711957,
                0.03351737,
                0.05322676,
                0.36052720,
                0.10374429,
                0.13653739);
    }

    @Test
    void algorithm9Encoder() {
        assertGolden(
                column(Encoder.eTransformer(x(), encoder), 2),
                0.03956008,
                0.13078900,
                0.03167973,
                0.03382305,
                0.17386502,
                0.07191325,
                0.05955454,
                0.21347139,
                0.07958877,
                0.16575515);
    }

    @Test
    void algorithm10Decoder() {
        assertGolden(
                column(Decoder.dTransformer(x(), decoder), 4),
                0.00834880,
                0.00744118,
                0.01383878,
                0.02738034,
                0.08369685,
                0.04537222,
                0.07179259,
                0.35840693,
                0.04488655,
                0.33883576);
    }

    @Test
    void algorithm11Loss() {
        double loss = new Loss.EDLoss(z(), x()).applyAsDouble(encoderDecoder);
        assertThat(loss).isCloseTo(10.509454277, within(1e-8));
    }

    @Test
    void algorithm12Loss() {
        double loss = new Loss.ELoss(x(), new int[] {1, 0, 7, 2, 0}, 0).applyAsDouble(encoder);
        assertThat(loss).isCloseTo(3.358280117, within(1e-8));
    }

    @Test
    void algorithm13Loss() {
        assertThat(new Loss.DLoss(x()).applyAsDouble(decoder)).isCloseTo(9.474173459, within(1e-8));
    }

    @Test
    void algorithm14GreedyContinuation() {
        assertThat(Inference.dInference(x(), decoder, 6, GREEDY, new SplittableRandom(1)))
                .containsExactly(7, 7, 7, 7, 7, 7);
    }

    @Test
    void algorithm15GreedySequence() {
        assertThat(Inference.edInference(z(), encoderDecoder, 1, 2, 10, GREEDY, new SplittableRandom(1)))
                .containsExactly(1, 3, 3, 6, 1, 3, 7, 1, 3, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "W_u, 11, 0.0151622",
        "dec.0.attn.h0.W_q, 5, -0.0002919",
        "dec.0.attn.h1.W_v, 6, 0.2718937",
        "dec.1.W_mlp1, 9, -0.0033682",
        "dec.0.gamma1, 2, 0.3819920",
        "W_e, 14, -0.1654417",
        "W_p, 17, -0.1654417",
        "final.beta, 3, 0.0290136"
    })
    void gradientOfAlgorithm13(String name, int flatIndex, double expected) {
        assertThat(partial(name, flatIndex)).isCloseTo(expected, within(1e-7));
    }

    /// One partial derivative by central differences.
    private double partial(String name, int flatIndex) {
        double h = 1e-5;
        var moved = decoder.copy();
        double[][] W = moved.byName().get(name);
        int row = flatIndex / W[0].length;
        int column = flatIndex % W[0].length;
        var loss = new Loss.DLoss(x());
        W[row][column] += h;
        double above = loss.applyAsDouble(moved);
        W[row][column] -= 2 * h;
        return (above - loss.applyAsDouble(moved)) / (2 * h);
    }
}
