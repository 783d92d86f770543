package formers.models.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrainingTest {

    private static final int[][] DATA = {{1, 2, 3, 1, 2, 3}, {2, 3, 1, 2, 3, 1}};

    @Test
    void algorithm13LearnsARepeatingWord() {
        var theta = DParams.zeros(4, 6, 1, 1, 4, 4).initial(new SplittableRandom(1));
        ToDoubleFunction<DParams> total = p -> Arrays.stream(DATA)
                .mapToDouble(x -> new Loss.DLoss(x).applyAsDouble(p))
                .sum();
        double before = total.applyAsDouble(theta);
        var trained = Training.dTraining(DATA, theta, 30, 0.1, GradientFn.centralDifferences());
        assertThat(before).isCloseTo(10 * Math.log(4), within(0.5));
        assertThat(total.applyAsDouble(trained)).isLessThan(before / 4);
        assertThat(total.applyAsDouble(theta)).as("the start is left alone").isEqualTo(before);
    }

    @Test
    void algorithm12LearnsToFillIn() {
        int[][] sentences = {{1, 2, 3}, {1, 2, 3}, {1, 3, 3}};
        var theta = EParams.zeros(4, 3, 1, 1, 4, 4, 4).initial(new SplittableRandom(2));
        var loss = new Loss.ELoss(new int[] {1, 2, 3}, new int[] {0, 2, 0}, 0);
        var trained = Training.eTraining(
                sentences, theta, 40, 0.1, 0.5, 0, new SplittableRandom(3), GradientFn.centralDifferences());
        assertThat(loss.applyAsDouble(theta)).isCloseTo(2 * Math.log(4), within(0.1));
        assertThat(loss.applyAsDouble(trained)).isLessThan(0.2);
    }

    @Test
    void algorithm11LearnsAPair() {
        int[][] z = {{2, 3}, {3, 2}};
        int[][] x = {{0, 3, 2, 1}, {0, 2, 3, 1}};
        var theta = EDParams.zeros(4, 4, 1, 1, 1, 4, 4).initial(new SplittableRandom(4));
        var trained = Training.edTraining(z, x, theta, 25, 0.2, GradientFn.centralDifferences());
        for (int n = 0; n < z.length; n++) {
            var loss = new Loss.EDLoss(z[n], x[n]);
            assertThat(loss.applyAsDouble(trained)).isLessThan(loss.applyAsDouble(theta) / 2);
        }
    }

    @Test
    void oneStepIsTheLearningRateTimesTheGradient() {
        var theta = Golden.decoder();
        int[][] one = {{1, 4, 7}};
        var gradient = GradientFn.<DParams>centralDifferences().gradient(new Loss.DLoss(one[0]), theta);
        var stepped = Training.dTraining(one, theta, 1, 0.5, GradientFn.centralDifferences());
        assertThat(stepped.We()[1][4]).isCloseTo(theta.We()[1][4] - 0.5 * gradient.We()[1][4], within(1e-15));
    }

    @Test
    void theGradientSeesTheItemOfItsLoss() {
        var seen = new ArrayList<int[]>();
        GradientFn<DParams> noting = (loss, theta) -> {
            seen.add(((Loss.DLoss) loss).x());
            return theta.zeros();
        };
        Training.dTraining(DATA, Golden.decoder(), 2, 1, noting);
        assertThat(seen).containsExactly(DATA[0], DATA[1], DATA[0], DATA[1]);
    }

    @Test
    void masksHitTheirShareOfTokens() {
        int[] x = new int[10_000];
        Arrays.fill(x, 5);
        int[] xtilde = Training.mask(x, 0.3, 0, new SplittableRandom(6));
        long masked = Arrays.stream(xtilde).filter(token -> token == 0).count();
        assertThat(masked).isBetween(2_850L, 3_150L);
        assertThat(x).as("the sequence itself is left alone").containsOnly(5);
    }

    /// The first step of Adam moves every parameter by η against the sign of its gradient.
    @Test
    void adamStepsWithBiasCorrection() {
        var theta = DParams.zeros(2, 2, 0, 1, 1, 1);
        var gradient = theta.map((_, W) -> Matrices.map(W, _ -> -0.25));
        var m = theta.zeros();
        var v = theta.zeros();
        Optimizer.adamStep(theta, gradient, m, v, 1, 0.1, 0.9, 0.999, 0);
        assertThat(theta.We()[0][0]).isCloseTo(0.1, within(1e-12));
        assertThat(m.We()[0][0]).isCloseTo(-0.025, within(1e-15));
        assertThat(v.We()[0][0]).isCloseTo(0.0000625, within(1e-15));

        // Second step with gradient 0: m̂ = -0.0225/0.19, v̂ = 0.0000624375/0.001999
        Optimizer.adamStep(theta, theta.zeros(), m, v, 2, 0.1, 0.9, 0.999, 1e-8);
        double expected = 0.1 + 0.1 * (0.0225 / 0.19) / (Math.sqrt(0.0000624375 / 0.001999) + 1e-8);
        assertThat(theta.We()[0][0]).isCloseTo(expected, within(1e-12));
    }

    @Test
    void wrongSettingsAreRefused() {
        var theta = Golden.decoder();
        assertThatThrownBy(() -> Training.dTraining(DATA, theta, 1, 0, GradientFn.centralDifferences()))
                .hasMessageContaining("was 0.0");
        assertThatThrownBy(() -> GradientFn.<DParams>centralDifferences(Double.NaN))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Training.edTraining(
                        new int[2][1], new int[3][1], Golden.encoderDecoder(), 1, 1, GradientFn.centralDifferences()))
                .hasMessageContaining("2 contexts and 3 sequences");
        assertThatThrownBy(() -> Optimizer.adamStep(theta, theta, theta, theta, 0, 1, 1, 1, 1))
                .hasMessageContaining("was 0");
        assertThatThrownBy(() -> Options.paper().eps(-1)).hasMessageContaining("-1.0");
    }
}
