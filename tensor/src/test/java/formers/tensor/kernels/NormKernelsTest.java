package formers.tensor.kernels;

import static formers.tensor.kernels.Twins.MARGIN;
import static formers.tensor.kernels.Twins.SCALAR;
import static formers.tensor.kernels.Twins.VECTOR;
import static formers.tensor.kernels.Twins.assertClose;
import static formers.tensor.kernels.Twins.assertMargins;
import static formers.tensor.kernels.Twins.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormKernelsTest {

    private static final int ROWS = 3;
    private static final float EPS = 1e-5f;

    private record Forward(float[] y, float[] sum, float[] mean, float[] rstd) {}

    private static Forward layerNorm(Kernels kernels, int width, boolean residual, boolean affine) {
        int n = ROWS * width;
        var result = new Forward(random(1, n, -1, 1), random(2, n, -1, 1), new float[ROWS + 1], new float[ROWS + 1]);
        float[] gamma = affine ? random(3, width, -2, 2) : null;
        float[] beta = affine ? random(4, width, -2, 2) : null;
        kernels.norms()
                .layerNorm(
                        ROWS,
                        width,
                        random(5, n, 3, 5),
                        MARGIN,
                        residual ? random(6, n, -1, 1) : null,
                        MARGIN,
                        result.sum,
                        MARGIN,
                        gamma,
                        MARGIN,
                        beta,
                        MARGIN,
                        EPS,
                        result.y,
                        MARGIN,
                        result.mean,
                        1,
                        result.rstd,
                        1);
        return result;
    }

    private static Forward rmsNorm(Kernels kernels, int width, boolean residual, boolean affine) {
        int n = ROWS * width;
        var result = new Forward(random(1, n, -1, 1), random(2, n, -1, 1), new float[ROWS + 1], new float[ROWS + 1]);
        kernels.norms()
                .rmsNorm(
                        ROWS,
                        width,
                        random(5, n, -3, 5),
                        MARGIN,
                        residual ? random(6, n, -1, 1) : null,
                        MARGIN,
                        result.sum,
                        MARGIN,
                        affine ? random(3, width, -2, 2) : null,
                        MARGIN,
                        EPS,
                        result.y,
                        MARGIN,
                        result.rstd,
                        1);
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 16, 17, 64, 100, 3000})
    void forward(int width) {
        for (boolean residual : new boolean[] {false, true}) {
            for (boolean affine : new boolean[] {false, true}) {
                assertSame(
                        layerNorm(VECTOR, width, residual, affine), layerNorm(SCALAR, width, residual, affine), width);
                assertSame(rmsNorm(VECTOR, width, residual, affine), rmsNorm(SCALAR, width, residual, affine), width);
            }
        }
    }

    private static void assertSame(Forward actual, Forward expected, int width) {
        assertClose("y", actual.y, expected.y, width == 1 ? 1e-3 : 2e-5);
        assertMargins("y", actual.y, random(1, ROWS * width, -1, 1), ROWS * width);
        assertClose("sum", actual.sum, expected.sum, 0);
        assertClose("mean", actual.mean, expected.mean, 1e-6);
        assertClose("rstd", actual.rstd, expected.rstd, 1e-5);
    }

    @Test
    void normalizedRowsHaveMeanZeroAndVarianceOne() {
        int width = 500;
        float[] y = layerNorm(VECTOR, width, false, false).y;
        for (int r = 0; r < ROWS; r++) {
            assertThat(VECTOR.reductions().sum(y, MARGIN + r * width, width)).isCloseTo(0, within(1e-3f));
            assertThat(VECTOR.reductions().sumOfSquares(y, MARGIN + r * width, width))
                    .isCloseTo(width, within(1e-3 * width));
        }
    }

    /// The derivative of `Σ dy·y` by every input, by differences of the definition in double precision.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsMatchDifferences(boolean centered) {
        int width = 19;
        int n = ROWS * width;
        float[] x = random(1, n, -2, 2);
        float[] gamma = random(2, width, -2, 2);
        float[] dy = random(3, n, -1, 1);
        for (var kernels : new Kernels[] {SCALAR, VECTOR}) {
            var mean = new float[ROWS];
            var rstd = new float[ROWS];
            float[] y = x.clone();
            float[] dx = random(4, n, -1, 1);
            float[] before = dx.clone();
            var dGamma = new float[width];
            var dBeta = new float[width];
            if (centered) {
                kernels.norms()
                        .layerNorm(
                                ROWS, width, x, MARGIN, null, 0, null, 0, gamma, MARGIN, null, 0, EPS, y, MARGIN, mean,
                                0, rstd, 0);
                kernels.norms()
                        .layerNormGradient(
                                ROWS, width, dy, MARGIN, x, MARGIN, gamma, MARGIN, mean, 0, rstd, 0, dx, MARGIN, true,
                                dGamma, 0, dBeta, 0);
            } else {
                kernels.norms()
                        .rmsNorm(ROWS, width, x, MARGIN, null, 0, null, 0, gamma, MARGIN, EPS, y, MARGIN, rstd, 0);
                kernels.norms()
                        .rmsNormGradient(
                                ROWS, width, dy, MARGIN, x, MARGIN, gamma, MARGIN, rstd, 0, dx, MARGIN, true, dGamma,
                                0);
            }
            for (int i = 0; i < n; i++) {
                double h = 1e-4;
                double difference = (weighted(centered, width, x, gamma, dy, i, h, -1, 0)
                                - weighted(centered, width, x, gamma, dy, i, -h, -1, 0))
                        / (2 * h);
                assertThat((double) dx[MARGIN + i] - before[MARGIN + i]).isCloseTo(difference, within(1e-5));
            }
            assertMargins("dx", dx, before, n);
            for (int j = 0; j < width; j++) {
                double difference = weighted(centered, width, x, gamma, dy, -1, 0, j, 0.5)
                        - weighted(centered, width, x, gamma, dy, -1, 0, j, -0.5);
                assertThat((double) dGamma[j]).isCloseTo(difference, within(1e-5));
                double sum = 0;
                for (int r = 0; r < ROWS; r++) {
                    sum += dy[MARGIN + r * width + j];
                }
                assertThat((double) dBeta[j]).isCloseTo(centered ? sum : 0, within(1e-5));
            }
        }
    }

    /// `Σ dy·norm(x)·gamma` with `x[i]` and `gamma[j]` moved.
    private static double weighted(
            boolean centered, int width, float[] x, float[] gamma, float[] dy, int i, double dx, int j, double dGamma) {
        double total = 0;
        for (int r = 0; r < ROWS; r++) {
            var row = new double[width];
            double mean = 0;
            for (int c = 0; c < width; c++) {
                row[c] = x[MARGIN + r * width + c] + (r * width + c == i ? dx : 0);
                mean += row[c] / width;
            }
            double center = centered ? mean : 0;
            double variance = 0;
            for (double value : row) {
                variance += (value - center) * (value - center) / width;
            }
            for (int c = 0; c < width; c++) {
                double normal = (row[c] - center) / Math.sqrt(variance + EPS);
                total += dy[MARGIN + r * width + c] * normal * (gamma[MARGIN + c] + (c == j ? dGamma : 0));
            }
        }
        return total;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 33, 700})
    void gradientTwinsAgreeInPlaceAndWithoutParameters(int width) {
        int n = ROWS * width;
        float[] x = random(1, n, -2, 2);
        var mean = new float[] {0.1f, 0.2f, 0.3f};
        var rstd = new float[] {0.7f, 0.8f, 0.9f};
        float[] expected = random(3, n, -1, 1);
        float[] actual = expected.clone();
        SCALAR.norms()
                .layerNormGradient(
                        ROWS, width, expected, MARGIN, x, MARGIN, null, 0, mean, 0, rstd, 0, expected, MARGIN, false,
                        null, 0, null, 0);
        VECTOR.norms()
                .layerNormGradient(
                        ROWS, width, actual, MARGIN, x, MARGIN, null, 0, mean, 0, rstd, 0, actual, MARGIN, false, null,
                        0, null, 0);
        assertClose("layerNormGradient", actual, expected, 2e-6);
        SCALAR.norms()
                .rmsNormGradient(
                        ROWS, width, expected, MARGIN, x, MARGIN, null, 0, rstd, 0, expected, MARGIN, false, null, 0);
        VECTOR.norms()
                .rmsNormGradient(
                        ROWS, width, actual, MARGIN, x, MARGIN, null, 0, rstd, 0, actual, MARGIN, false, null, 0);
        assertClose("rmsNormGradient", actual, expected, 2e-6);
    }
}
