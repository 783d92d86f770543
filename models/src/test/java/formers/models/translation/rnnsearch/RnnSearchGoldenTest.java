package formers.models.translation.rnnsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Pass;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Probabilities and alignments that an independent implementation recorded in double precision.
class RnnSearchGoldenTest {

    static List<Arguments> recorded() {
        return List.of(
                golden(GoldenWeights.additive(), Readout.PREVIOUS, -2.621451, -1.943679, -2.170794, -2.581928),
                golden(GoldenWeights.additive(), Readout.CURRENT, -2.514083, -1.939415, -2.175511, -2.621790),
                golden(new Alignment.None(), Readout.PREVIOUS, -2.469736, -1.970035, -2.104998, -2.673495),
                golden(new Alignment.None(), Readout.CURRENT, -2.262963, -1.888013, -2.104639, -2.623461));
    }

    private static Arguments golden(Alignment alignment, Readout readout, double... logProbabilities) {
        return Arguments.of(alignment, readout, logProbabilities);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void logProbabilities(Alignment alignment, Readout readout, double[] expected) {
        var model = GoldenWeights.model(alignment, readout);
        var found = model.logits(GoldenWeights.pair(), Pass.plain()).logSoftmax(-1);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found.get(0, i, GoldenWeights.TARGET[i])).isCloseTo(expected[i], within(3e-6));
        }
    }

    @Test
    void alignments() {
        var found = GoldenWeights.model(GoldenWeights.additive(), Readout.CURRENT)
                .alignments(GoldenWeights.pair())
                .toArray();
        assertThat(Arrays.copyOf(found, 5))
                .containsExactly(new float[] {0.170151f, 0.207943f, 0.218833f, 0.216095f, 0.186978f}, within(1e-6f));
        assertThat(Arrays.copyOfRange(found, 15, 20))
                .containsExactly(new float[] {0.173838f, 0.207558f, 0.217506f, 0.214069f, 0.187028f}, within(1e-6f));
    }

    @Test
    void states() {
        assertState(GoldenWeights.additive(), -0.007375f, -0.299998f, -0.556622f);
        assertState(new Alignment.None(), 0.472445f, -0.604802f, -0.768505f);
    }

    /// The first entries of `s_4`.
    private static void assertState(Alignment alignment, float... expected) {
        var written = GoldenWeights.model(alignment, Readout.CURRENT).written(GoldenWeights.pair());
        assertThat(Arrays.copyOf(written.states().slice(0, 3, 4).toArray(), 3))
                .containsExactly(expected, within(2e-6f));
    }
}
