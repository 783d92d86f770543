package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeededWeightsTest {

    @Test
    void hashesAsPublished() {
        assertThat(SeededWeights.fnv1a("a")).isEqualTo(0xE40C292C);
        assertThat(SeededWeights.fnv1a("W_e")).isEqualTo(0x76FCA54A);
    }

    @Test
    void firstUniformNumbersOfAStream() {
        int hash = SeededWeights.fnv1a("W_e");
        double[] expected = {0.465248674, 0.273215445, 0.574443758};
        for (int k = 0; k < expected.length; k++) {
            assertThat(SeededWeights.uniform(hash, k)).isCloseTo(expected[k], within(1e-9));
        }
    }

    @Test
    void firstWeightsOfACheckpoint() {
        float[] weights = SeededWeights.checkpoint("transformer.wte.weight", 1, 96, 32);
        assertThat(weights).hasSize(96 * 32);
        assertThat(weights).startsWith(new float[] {0.165949f, -0.243162f, 0.125548f, -0.028739f}, within(1e-6f));
    }

    @Test
    void scalesOfNormsLieAroundTheirCenter() {
        for (float weight : SeededWeights.checkpoint("model.norm.weight", 1, 32)) {
            assertThat(weight).isBetween(0.8f, 1.2f);
        }
        for (float weight : SeededWeights.checkpoint("model.norm.weight", 0, 32)) {
            assertThat(weight).isBetween(-0.2f, 0.2f);
        }
    }
}
