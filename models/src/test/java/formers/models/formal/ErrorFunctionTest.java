package formers.models.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFunctionTest {

    private static final MathContext SIXTY_DIGITS = new MathContext(60);

    @ParameterizedTest
    @CsvSource({"0.5, 0.5204998778130465", "1, 0.8427007929497149", "2, 0.9953222650189527"})
    void published(double x, double expected) {
        assertThat(ErrorFunction.erf(x)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void agreesWithASeriesOfSixtyDigits() {
        for (int i = -60; i <= 60; i++) {
            double x = i / 10.0 + 1e-3;
            BigDecimal exact = series(x);
            assertThat(ErrorFunction.erf(x)).as("erf(%s)", x).isCloseTo(exact.doubleValue(), within(1e-15));
            double complement = BigDecimal.ONE.subtract(exact).doubleValue();
            assertThat(ErrorFunction.erfc(x) / complement).as("erfc(%s)", x).isCloseTo(1, within(1e-13));
        }
    }

    @Test
    void limits() {
        assertThat(ErrorFunction.erf(0.0)).isZero();
        assertThat(ErrorFunction.erf(40)).isEqualTo(1);
        assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(ErrorFunction.erfc(Double.POSITIVE_INFINITY)).isZero();
        assertThat(ErrorFunction.erfc(Double.NEGATIVE_INFINITY)).isEqualTo(2);
        assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
    }

    @Test
    void geluKeepsItsDigitsFarToTheLeft() {
        // x Φ(x) at -8, from the asymptotic value of Φ(-8) = 6.220960574271784e-16
        assertThat(Activation.gelu(-8) / (-8 * 6.220960574271784e-16)).isCloseTo(1, within(1e-13));
        assertThat(Activation.gelu(1)).isCloseTo(0.8413447460685429, within(1e-15));
        assertThat(Activation.geluTanh(1)).isCloseTo(0.8411919906082768, within(1e-12));
    }

    /// `2/√π Σ (-1)ⁿ x^{2n+1} / (n! (2n+1))`; sixty digits outlast its cancellation up to x = 6.
    private static BigDecimal series(double at) {
        var x = new BigDecimal(at);
        var square = x.multiply(x);
        var power = x;
        var sum = BigDecimal.ZERO;
        for (int n = 0; n < 200; n++) {
            sum = sum.add(power.divide(BigDecimal.valueOf(2 * n + 1), SIXTY_DIGITS), SIXTY_DIGITS);
            power = power.multiply(square).divide(BigDecimal.valueOf(-(n + 1)), SIXTY_DIGITS);
        }
        var pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");
        return sum.multiply(BigDecimal.TWO).divide(pi.sqrt(SIXTY_DIGITS), SIXTY_DIGITS);
    }
}
