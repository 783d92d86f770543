package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgreementTest {

    @Test
    void roundingIsNoDifference() {
        assertThat(Agreement.difference(new float[] {1, 2}, new float[] {1, 2.00001f}, 1e-4))
                .isEmpty();
    }

    @Test
    void otherNumbersAre() {
        assertThat(Agreement.difference(new float[] {1, 2}, new float[] {2, 1}, 1e-4))
                .isPresent();
        assertThat(Agreement.difference(new float[] {1}, new float[] {1, 1}, 1e-4))
                .contains("1 results against 2");
        assertThat(Agreement.difference(new float[] {Float.NaN}, new float[] {1}, 1e-4))
                .isPresent();
    }
}
