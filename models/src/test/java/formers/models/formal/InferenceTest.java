package formers.models.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InferenceTest {

    private static final double[] P = {0.5, 0.3, 0.2, 0};

    @Test
    void temperatureOneChangesNothing() {
        assertThat(Inference.tempered(P, 1)).containsExactly(P, within(1e-15));
    }

    @Test
    void temperatureIsAPower() {
        double norm = 0.25 + 0.09 + 0.04;
        assertThat(Inference.tempered(P, 0.5))
                .containsExactly(new double[] {0.25 / norm, 0.09 / norm, 0.04 / norm, 0}, within(1e-15));
    }

    @Test
    void tinyTemperaturesNeitherOverflowNorVanish() {
        assertThat(Inference.tempered(P, 1e-12)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void temperatureZeroIsRefused() {
        assertThatThrownBy(() -> Inference.tempered(P, 0)).hasMessageContaining("was 0.0");
        assertThatThrownBy(() -> Inference.tempered(P, Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void aSeedRepeatsItsTokens() {
        var theta = Golden.decoder();
        int[] first = Inference.dInference(Golden.x(), theta, 8, 1, new SplittableRandom(9));
        assertThat(Inference.dInference(Golden.x(), theta, 8, 1, new SplittableRandom(9)))
                .containsExactly(first);
        assertThat(Arrays.stream(first).distinct().count()).isGreaterThan(1);
    }

    @Test
    void sequencesEndWithEosOrAtTheLimit() {
        var theta = Golden.encoderDecoder();
        for (int seed = 0; seed < 20; seed++) {
            int[] x = Inference.edInference(Golden.z(), theta, 1, 2, 12, 2, new SplittableRandom(seed));
            assertThat(x[0]).isEqualTo(1);
            assertThat(Arrays.stream(x).limit(x.length - 1)).doesNotContain(2);
            assertThat(x.length == 12 || x[x.length - 1] == 2).isTrue();
        }
    }

    @Test
    void aSequenceBeyondTheLastPositionIsRefused() {
        assertThatThrownBy(() -> Inference.dInference(Golden.x(), Golden.decoder(), 13, 1, new SplittableRandom(1)))
                .hasMessageContaining("17 tokens", "ℓ_max = 16");
    }
}
