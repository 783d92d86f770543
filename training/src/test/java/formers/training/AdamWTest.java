package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest {

    private static final AdamW.Settings HALF_DECAY = new AdamW.Settings(0.9f, 0.99f, 0, 0.5f);

    private static Tensor withGradient(float value, float gradient, int... extents) {
        var parameter = Tensor.full(value, extents).withGradient();
        parameter.times(gradient).sum().backward();
        return parameter;
    }

    @Test
    void onlyMatricesDecay() {
        var matrix = withGradient(1, 3, 1, 2);
        var bias = withGradient(1, 3, 2);
        new AdamW(Map.of("matrix", matrix, "bias", bias), HALF_DECAY).step(0.1, 0);
        // The first step of Adam has length 1 whatever the gradient; the decay takes another half of the parameter.
        assertThat(bias.get(0)).isCloseTo(0.9f, within(1e-6f));
        assertThat(matrix.get(0, 0)).isCloseTo(0.85f, within(1e-6f));
        assertThat(matrix.gradient()).isNull();
    }

    @Test
    void theNormIsOverAllParametersBeforeClipping() {
        var first = withGradient(0, 3, 1);
        var second = withGradient(0, 4, 1);
        var optimizer = new AdamW(Map.of("first", first, "second", second), HALF_DECAY);
        assertThat(optimizer.step(0.1, 1)).isCloseTo(5, within(1e-6));
        // Scaled to norm 1 before the moments see them.
        assertThat(optimizer.state().get("first_moment.first").get(0)).isCloseTo(0.06f, within(1e-6f));
        assertThat(optimizer.state().get("first_moment.second").get(0)).isCloseTo(0.08f, within(1e-6f));
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        var parameter = withGradient(1, Float.NaN, 2);
        var optimizer = new AdamW(Map.of("p", parameter), HALF_DECAY);
        assertThatThrownBy(() -> optimizer.step(0.1, 1)).isInstanceOf(DivergedException.class);
        assertThat(parameter.toArray()).containsExactly(1, 1);
        assertThat(optimizer.steps()).isZero();
    }
}
