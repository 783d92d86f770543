package formers.models.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmbeddingTest {

    @Test
    void sinusoidsOfThisPaperCountFromOne() {
        double[][] Wp = Embedding.sinusoidalPositions(4, 3);
        // d_e = 4: wavelengths 10000^{2/4} = 100 and 10000^{4/4} = 10000; column 0 is position 1
        assertThat(Matrices.column(Wp, 0))
                .containsExactly(
                        new double[] {Math.sin(0.01), Math.cos(0.01), Math.sin(1e-4), Math.cos(1e-4)}, within(1e-15));
        assertThat(Wp[0][2]).isCloseTo(Math.sin(0.03), within(1e-15));
    }

    @Test
    void sinusoidsOfTheOriginalPaperCountFromZero() {
        double[][] Wp = Embedding.originalSinusoidalPositions(4, 3);
        assertThat(Matrices.column(Wp, 0)).containsExactly(0, 1, 0, 1);
        assertThat(Matrices.column(Wp, 2))
                .containsExactly(
                        new double[] {Math.sin(2), Math.cos(2), Math.sin(0.02), Math.cos(0.02)}, within(1e-15));
    }

    @Test
    void anOddWidthHasNoSinusoids() {
        assertThatThrownBy(() -> Embedding.sinusoidalPositions(5, 3)).hasMessageContaining("was 5");
    }
}
