package formers.tensor.kernels;

import static formers.tensor.kernels.Twins.LENGTHS;
import static formers.tensor.kernels.Twins.MARGIN;
import static formers.tensor.kernels.Twins.SCALAR;
import static formers.tensor.kernels.Twins.VECTOR;
import static formers.tensor.kernels.Twins.assertClose;
import static formers.tensor.kernels.Twins.assertMargins;
import static formers.tensor.kernels.Twins.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReductionKernelsTest {

    static Stream<ReductionKernels> both() {
        return Stream.of(SCALAR.reductions(), VECTOR.reductions());
    }

    @ParameterizedTest
    @MethodSource("both")
    void sumsAndProducts(ReductionKernels kernels) {
        for (int n : LENGTHS) {
            float[] a = random(1, n, -1, 2);
            float[] b = random(2, n, -1, 2);
            double sum = 0;
            double squares = 0;
            double dot = 0;
            for (int i = MARGIN; i < MARGIN + n; i++) {
                sum += a[i];
                squares += (double) a[i] * a[i];
                dot += (double) a[i] * b[i];
            }
            assertThat((double) kernels.sum(a, MARGIN, n)).isCloseTo(sum, within(1e-6 * (1 + Math.abs(sum))));
            assertThat(kernels.sumOfSquares(a, MARGIN, n)).isCloseTo(squares, within(1e-6 * (1 + squares)));
            assertThat((double) kernels.dot(a, MARGIN, b, MARGIN, n))
                    .isCloseTo(dot, within(1e-6 * (1 + Math.abs(dot))));
        }
    }

    /// Four million equal terms: a single float accumulator would be wrong in the third digit.
    @ParameterizedTest
    @MethodSource("both")
    void longSumsStayAccurate(ReductionKernels kernels) {
        int n = 1 << 22;
        var x = new float[n];
        Arrays.fill(x, 0.1f);
        double exact = n * (double) 0.1f;
        assertThat((double) kernels.sum(x, 0, n)).isCloseTo(exact, within(3e-7 * exact));
        assertThat(kernels.sumOfSquares(x, 0, n)).isCloseTo(0.1f * exact, within(3e-7 * exact));
    }

    @ParameterizedTest
    @MethodSource("both")
    void extremes(ReductionKernels kernels) {
        for (int n : LENGTHS) {
            float[] x = random(3, n, -5, -1);
            x[0] = 100; // outside the range
            x[x.length - 1] = -100;
            float[] range = Arrays.copyOfRange(x, MARGIN, MARGIN + n);
            Arrays.sort(range);
            assertThat(kernels.max(x, MARGIN, n)).isEqualTo(n == 0 ? Float.NEGATIVE_INFINITY : range[n - 1]);
            assertThat(kernels.min(x, MARGIN, n)).isEqualTo(n == 0 ? Float.POSITIVE_INFINITY : range[0]);
            for (int at : new int[] {0, n / 2, n - 1}) {
                if (n > 0) {
                    float[] peaks = x.clone();
                    peaks[MARGIN + at] = 7;
                    peaks[MARGIN + n - 1] = 7;
                    assertThat(kernels.argmax(peaks, MARGIN, n)).isEqualTo(at);
                    peaks[MARGIN + at] = Float.NaN;
                    assertThat(kernels.argmax(peaks, MARGIN, n)).isEqualTo(at);
                    assertThat(kernels.max(peaks, MARGIN, n)).isNaN();
                    assertThat(kernels.min(peaks, MARGIN, n)).isNaN();
                }
            }
        }
        assertThatThrownBy(() -> kernels.argmax(new float[1], 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void logSumExp(ReductionKernels kernels) {
        for (int n : LENGTHS) {
            float[] x = random(4, n, 80, 120);
            double sum = 0;
            for (int i = MARGIN; i < MARGIN + n; i++) {
                sum += Math.exp(x[i]);
            }
            assertThat(Twins.close(kernels.logSumExp(x, MARGIN, n), (float) Math.log(sum), 2e-7))
                    .isTrue();
        }
        float inf = Float.POSITIVE_INFINITY;
        assertThat(kernels.logSumExp(new float[] {-inf, -inf, -inf}, 0, 3)).isEqualTo(-inf);
        assertThat(kernels.logSumExp(new float[] {-inf, 2, -inf}, 0, 3)).isEqualTo(2);
        assertThat(kernels.logSumExp(new float[] {1, inf, 2}, 0, 3)).isEqualTo(inf);
        assertThat(kernels.logSumExp(new float[] {1, Float.NaN, 2}, 0, 3)).isNaN();
        float[] masked = new float[5000];
        Arrays.fill(masked, 0, 4000, -inf); // a whole block without a finite element
        Arrays.fill(masked, 4000, 5000, 1);
        assertThat(kernels.logSumExp(masked, 0, 5000)).isCloseTo((float) (1 + Math.log(1000)), within(1e-6f));
    }

    @Test
    void columnSum() {
        for (int rows : new int[] {0, 1, 3, 4, 131, 300}) {
            for (int n : new int[] {1, 15, 16, 50}) {
                int stride = n + 3;
                float[] x = random(5, rows * stride + n, -1, 1);
                float[] before = random(6, n, -1, 1);
                float[] expected = before.clone();
                float[] actual = before.clone();
                SCALAR.reductions().columnSum(x, MARGIN, stride, rows, n, expected, MARGIN);
                VECTOR.reductions().columnSum(x, MARGIN, stride, rows, n, actual, MARGIN);
                assertClose("columnSum", actual, expected, 1e-5);
                assertMargins("columnSum", actual, before, n);
            }
        }
    }
}
