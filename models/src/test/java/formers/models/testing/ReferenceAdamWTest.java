package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceAdamWTest {

    @Test
    void twoStepsByHand() {
        Map<String, double[]> p = Map.of("matrix", new double[] {2}, "vector", new double[] {2});
        var adam = new ReferenceAdamW(0.9, 0.99, 0.01, 0.1, "matrix"::equals);

        // m̂ = 0.5, v̂ = 0.25: direction 0.5/0.51
        Map<String, double[]> g = Map.of("matrix", new double[] {0.5}, "vector", new double[] {0.5});
        adam.step(p, g, 0.2);
        assertThat(p.get("vector")[0]).isCloseTo(2 - 0.2 * 0.5 / 0.51, within(1e-12));
        assertThat(p.get("matrix")[0]).isCloseTo(2 - 0.2 * (0.5 / 0.51 + 0.1 * 2), within(1e-12));

        // m = 0.9·0.05 - 0.1, v = 0.99·0.0025 + 0.01
        double before = p.get("vector")[0];
        adam.step(p, Map.of("matrix", new double[] {-1}, "vector", new double[] {-1}), 0.2);
        double direction = (-0.055 / 0.19) / (Math.sqrt(0.012475 / 0.0199) + 0.01);
        assertThat(p.get("vector")[0]).isCloseTo(before - 0.2 * direction, within(1e-12));
    }
}
