package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdadeltaTest {

    private static void backward(Tensor parameter, float gradient) {
        parameter.times(gradient).sum().backward();
    }

    /// Three steps by the formulas, in double precision.
    @Test
    void stepsByHand() {
        double rho = 0.95;
        double epsilon = 1e-6;
        var parameter = Tensor.full(1, 1).withGradient();
        var optimizer = new Adadelta(Map.of("p", parameter), Adadelta.Settings.defaults());
        double p = 1;
        double squares = 0;
        double moves = 0;
        for (int step = 1; step <= 3; step++) {
            double g = 0.5 * step;
            backward(parameter, (float) g);
            assertThat(optimizer.step(1, 0)).isCloseTo(g, within(1e-6));
            squares = rho * squares + (1 - rho) * g * g;
            double move = -Math.sqrt(moves + epsilon) / Math.sqrt(squares + epsilon) * g;
            if (step == 1) {
                assertThat(move)
                        .isCloseTo(-Math.sqrt(epsilon) / Math.sqrt((1 - rho) * g * g + epsilon) * g, within(1e-12));
            }
            moves = rho * moves + (1 - rho) * move * move;
            p += move;
            assertThat((double) parameter.get(0)).isCloseTo(p, within(2e-7));
            assertThat(parameter.gradient()).isNull();
        }
        assertThat((double) optimizer.state().get("squares.p").get(0)).isCloseTo(squares, within(1e-6));
        assertThat((double) optimizer.state().get("moves.p").get(0)).isCloseTo(moves, within(1e-9));
    }

    @Test
    void longGradientsAreClippedShortOnesAreNot() {
        var parameter = Tensor.zeros(2).withGradient();
        var optimizer = new Adadelta(Map.of("p", parameter), Adadelta.Settings.defaults());
        parameter.times(Tensor.of(new float[] {3, 4})).sum().backward();
        assertThat(optimizer.step(1, 1)).isCloseTo(5, within(1e-6));
        var squares = optimizer.state().get("squares.p");
        assertThat(squares.toArray()).containsExactly(new float[] {0.05f * 0.36f, 0.05f * 0.64f}, within(1e-7f));
        squares.fill(0);
        parameter.times(Tensor.of(new float[] {0.3f, 0.4f})).sum().backward();
        optimizer.step(1, 1);
        assertThat(squares.toArray()).containsExactly(new float[] {0.05f * 0.09f, 0.05f * 0.16f}, within(1e-8f));
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        var parameter = Tensor.full(1, 2).withGradient();
        backward(parameter, Float.NaN);
        var optimizer = new Adadelta(Map.of("p", parameter), Adadelta.Settings.defaults());
        assertThatThrownBy(() -> optimizer.step(1, 1)).isInstanceOf(DivergedException.class);
        assertThat(parameter.toArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> new Adadelta.Settings(1, 1e-6f)).hasMessageContaining("rho in [0, 1)");
    }

    /// It sets its own pace: the scale of the loss does not matter.
    @Test
    void aBowlIsDescended() {
        for (float size : new float[] {1, 100}) {
            var parameter = Tensor.full(1, 3).withGradient();
            var optimizer = new Adadelta(Map.of("p", parameter), Adadelta.Settings.defaults());
            for (int step = 0; step < 1000; step++) {
                parameter.square().sum().times(size).backward();
                optimizer.step(1, 0);
            }
            assertThat(Math.abs(parameter.get(1))).isLessThan(0.1f);
        }
    }
}
