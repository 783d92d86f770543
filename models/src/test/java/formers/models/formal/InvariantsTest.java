package formers.models.formal;

import static formers.models.formal.Golden.embeddedX;
import static formers.models.formal.Golden.embeddedZ;
import static formers.models.formal.Golden.x;
import static formers.models.formal.Golden.z;
import static formers.models.formal.Matrices.column;
import static formers.models.formal.Matrices.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What must hold whatever the weights are.
class InvariantsTest {

    private final EDParams encoderDecoder = Golden.encoderDecoder();
    private final EParams encoder = Golden.encoder();
    private final DParams decoder = Golden.decoder();

    @Test
    void columnsOfPAreDistributions() {
        for (var P : List.of(
                EncoderDecoder.edTransformer(z(), x(), encoderDecoder),
                Encoder.eTransformer(x(), encoder),
                Decoder.dTransformer(x(), decoder))) {
            for (int t = 0; t < columns(P); t++) {
                assertThat(Arrays.stream(column(P, t))).allMatch(p -> p > 0 && p < 1);
                assertThat(Arrays.stream(column(P, t)).sum()).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void attentionOfOneTokenIsSingleQueryAttention() {
        var head = encoderDecoder.dec().get(1).cross().heads().get(1);
        double[] e = column(embeddedX(), 3);
        double[][] V = Attention.attention(Matrices.asColumn(e), embeddedZ(), head, Attention.allVisible(7, 1));
        assertThat(column(V, 0)).containsExactly(Attention.singleQueryAttention(e, embeddedZ(), head), within(1e-14));
    }

    @Test
    void oneHeadWithIdentityOutputIsPlainAttention() {
        var head = decoder.dec().get(0).attn().heads().get(0);
        double[][] identity = new double[4][4];
        for (int i = 0; i < 4; i++) {
            identity[i][i] = 1;
        }
        var single = new MHParams(List.of(head), identity, new double[4]);
        double[][] X = embeddedX();
        assertThat(Attention.mhAttention(X, X, single, Attention.causal(5)))
                .isDeepEqualTo(Attention.attention(X, X, head, Attention.causal(5)));
    }

    @Test
    void laterTokensDoNotChangeEarlierColumns() {
        double[][] P = Decoder.dTransformer(x(), decoder);
        for (int s = 0; s < x().length; s++) {
            int[] changed = x();
            changed[s] = (changed[s] + 5) % Golden.NV;
            double[][] Q = Decoder.dTransformer(changed, decoder);
            for (int t = 0; t < x().length; t++) {
                if (t < s) {
                    assertThat(column(Q, t))
                            .as("column %d, token %d changed", t, s)
                            .isEqualTo(column(P, t));
                } else {
                    assertThat(column(Q, t))
                            .as("column %d, token %d changed", t, s)
                            .isNotEqualTo(column(P, t));
                }
            }
        }
    }

    @Test
    void withoutPositionsAnEncoderDoesNotKnowTheOrder() {
        var unordered = encoder.map((name, W) -> name.equals("W_p") ? new double[W.length][W[0].length] : W);
        int[] order = {3, 0, 4, 2, 1};
        int[] permuted = Arrays.stream(order).map(t -> x()[t]).toArray();
        double[][] P = Encoder.eTransformer(x(), unordered);
        double[][] Q = Encoder.eTransformer(permuted, unordered);
        for (int t = 0; t < order.length; t++) {
            assertThat(column(Q, t)).containsExactly(column(P, order[t]), within(1e-13));
        }
    }

    @Test
    void crossAttentionDoesNotKnowTheOrderOfItsContext() {
        var cross = encoderDecoder.dec().get(0).cross();
        int[] order = {6, 2, 0, 5, 3, 1, 4};
        double[][] Z = embeddedZ();
        var permuted = new double[Z.length][order.length];
        for (int t = 0; t < order.length; t++) {
            Matrices.setColumn(permuted, t, column(Z, order[t]));
        }
        var mask = Attention.allVisible(7, 5);
        assertClose(
                Attention.mhAttention(embeddedX(), permuted, cross, mask),
                Attention.mhAttention(embeddedX(), Z, cross, mask),
                1e-13);
    }

    @Test
    void addingAConstantToAllScoresChangesNothing() {
        double[] a = {0.3, -2, 1.7, 0};
        double[] shifted = Arrays.stream(a).map(value -> value + 100).toArray();
        assertThat(Matrices.softmax(shifted)).containsExactly(Matrices.softmax(a), within(1e-13));
    }

    /// `b_k` adds `b_kᵀ q` to every score of a column, which the softmax does not see.
    @Test
    void theOutputDoesNotDependOnTheKeyBias() {
        var random = new SplittableRandom(5);
        Params.Transform scramble =
                (name, W) -> name.endsWith(".b_k") ? Matrices.map(W, _ -> random.nextDouble(-3, 3)) : W;
        assertClose(Decoder.dTransformer(x(), decoder.map(scramble)), Decoder.dTransformer(x(), decoder), 1e-12);
        assertClose(
                EncoderDecoder.edTransformer(z(), x(), encoderDecoder.map(scramble)),
                EncoderDecoder.edTransformer(z(), x(), encoderDecoder),
                1e-12);
    }

    @Test
    void layerNormStandardises() {
        double[] e = column(embeddedX(), 1);
        double[] ones = filled(1, e.length);
        double[] zeros = filled(0, e.length);
        double[] normed = Normalization.layerNorm(e, ones, zeros, 0);
        assertThat(Arrays.stream(normed).average().orElseThrow()).isCloseTo(0, within(1e-14));
        assertThat(Arrays.stream(normed).map(v -> v * v).average().orElseThrow())
                .isCloseTo(1, within(1e-13));

        double[] moved = Arrays.stream(e).map(value -> 3.5 * value - 7).toArray();
        assertThat(Normalization.layerNorm(moved, ones, zeros, 0)).containsExactly(normed, within(1e-12));
        assertThat(Normalization.layerNorm(e, ones, zeros, 1e-2)).isNotEqualTo(normed);
    }

    @Test
    void rmsNormIsLayerNormOfACentredVector() {
        double[] gamma = decoder.gamma();
        double[] e = column(embeddedX(), 1);
        double mean = Arrays.stream(e).average().orElseThrow();
        double[] centred = Arrays.stream(e).map(value -> value - mean).toArray();
        assertThat(Normalization.rmsNorm(centred, gamma, 1e-3))
                .containsExactly(Normalization.layerNorm(e, gamma, filled(0, e.length), 1e-3), within(1e-13));
    }

    @Test
    void theLossIsTheChainOfNextTokenProbabilities() {
        double chained = 0;
        for (int l = 1; l < x().length; l++) {
            double[][] P = Decoder.dTransformer(Arrays.copyOf(x(), l), decoder);
            chained -= Math.log(P[x()[l]][l - 1]);
        }
        assertThat(new Loss.DLoss(x()).applyAsDouble(decoder)).isCloseTo(chained, within(1e-12));
    }

    @Test
    void coldSamplingTakesTheLikeliestToken() {
        int[] sequence = x();
        for (int step = 0; step < 6; step++) {
            double[] p = column(Decoder.dTransformer(sequence, decoder), sequence.length - 1);
            int likeliest = IntStream.range(0, p.length)
                    .reduce((a, b) -> p[b] > p[a] ? b : a)
                    .orElseThrow();
            int[] sampled = Inference.dInference(sequence, decoder, 1, 1e-9, new SplittableRandom(step));
            assertThat(sampled).containsExactly(likeliest);
            sequence = Arrays.copyOf(sequence, sequence.length + 1);
            sequence[sequence.length - 1] = likeliest;
        }
    }

    @Test
    void sampledTokensFollowTheModelsDistribution() {
        int draws = 20_000;
        var random = new SplittableRandom(14);
        var counts = new int[Golden.NV];
        for (int draw = 0; draw < draws; draw++) {
            counts[Inference.dInference(x(), decoder, 1, 1, random)[0]]++;
        }
        double[] p = column(Decoder.dTransformer(x(), decoder), x().length - 1);
        double chiSquare = 0;
        for (int v = 0; v < p.length; v++) {
            double expected = draws * p[v];
            chiSquare += (counts[v] - expected) * (counts[v] - expected) / expected;
        }
        // 9 degrees of freedom: 27.88 is exceeded once in a thousand, and the seed is fixed.
        assertThat(chiSquare).isLessThan(27.88);
    }

    @Test
    void nothingMaskedNothingToLearn() {
        var loss = new Loss.ELoss(x(), x(), 0);
        assertThat(loss.applyAsDouble(encoder)).isZero();
        var gradient = GradientFn.<EParams>centralDifferences().gradient(loss, encoder);
        assertThat(gradient.rows()).allSatisfy(row -> assertThat(row).containsOnly(0));
    }

    @Test
    void tiedGradientIsTheSumOfBothUses() {
        var start = new DParams(
                decoder.We(), decoder.Wp(), decoder.dec(), decoder.gamma(), decoder.beta(), transposed(decoder.We()));
        var differences = GradientFn.<DParams>centralDifferences();
        var loss = new Loss.DLoss(x());
        var untied = differences.gradient(loss, start);
        var tied = differences.gradient(
                theta -> loss.applyAsDouble(new DParams(
                        theta.We(), theta.Wp(), theta.dec(), theta.gamma(), theta.beta(), transposed(theta.We()))),
                start);
        assertClose(tied.We(), Matrices.sum(untied.We(), transposed(untied.Wu())), 1e-8);
    }

    private static double[] filled(double value, int length) {
        var array = new double[length];
        Arrays.fill(array, value);
        return array;
    }

    private static double[][] transposed(double[][] A) {
        var B = new double[A[0].length][A.length];
        for (int i = 0; i < A.length; i++) {
            for (int j = 0; j < A[i].length; j++) {
                B[j][i] = A[i][j];
            }
        }
        return B;
    }

    private static void assertClose(double[][] actual, double[][] expected, double tolerance) {
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).containsExactly(expected[i], within(tolerance));
        }
    }
}
