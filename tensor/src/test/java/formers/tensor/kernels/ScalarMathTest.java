package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The oracle's own checks: against values computed with 30 digits, and derivatives against differences.
class ScalarMathTest {

    @ParameterizedTest
    @CsvSource({
        "1e-20, 1.12837916709551251e-20",
        "0.001, 0.0011283787909692364",
        "0.3, 0.328626759459127416",
        "0.5, 0.520499877813046538",
        "0.9, 0.79690821242283214",
        "1.5, 0.966105146475310727",
        "2.7, 0.999865667260059476",
        "5.5, 0.999999999999992642"
    })
    void errorFunction(double x, double expected) {
        assertThat(ScalarMath.erf(x)).isCloseTo(expected, within(2e-12 * expected));
        assertThat(ScalarMath.erf(-x)).isEqualTo(-ScalarMath.erf(x));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "-0.001, 0.499601057786088937",
        "-0.9, 0.184060125346759483",
        "-2.7, 0.00346697380304066664",
        "-5.5, 1.89895624658877194e-8",
        "-10, 7.61985302416052607e-24",
        "-13, 6.11716439954987968e-39",
        "1.5, 0.933192798731141934"
    })
    void normalDistribution(double x, double expected) {
        assertThat(ScalarMath.normalDistribution(x)).isCloseTo(expected, within(2e-12 * expected));
    }

    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void derivativesMatchDifferences(UnaryOp op) {
        boolean positive = op == UnaryOp.LOG || op == UnaryOp.SQRT || op == UnaryOp.RSQRT;
        for (double x = positive ? 0.1 : -6.05; x < 6; x += 0.1) {
            double h = 1e-5;
            double difference = (ScalarMath.apply(op, x + h) - ScalarMath.apply(op, x - h)) / (2 * h);
            assertThat(ScalarMath.derivative(op, x))
                    .as("derivative of %s at %s", op, x)
                    .isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(difference))));
        }
    }
}
