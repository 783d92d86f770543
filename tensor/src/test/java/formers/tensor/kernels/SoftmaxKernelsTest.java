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

class SoftmaxKernelsTest {

    private static final int ROWS = 3;
    private final SoftmaxKernels scalar = SCALAR.softmax();
    private final SoftmaxKernels vector = VECTOR.softmax();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 17, 100, 5000})
    void forward(int width) {
        int n = ROWS * width;
        float[] x = random(1, n, -20, 20);
        x[MARGIN + n / 2] = Float.NEGATIVE_INFINITY;
        if (width == 1) {
            x[MARGIN + 1] = 3;
        }
        float[] before = random(2, n, -1, 1);
        float[] expected = before.clone();
        float[] actual = before.clone();
        scalar.softmax(ROWS, width, x, MARGIN, expected, MARGIN);
        vector.softmax(ROWS, width, x, MARGIN, actual, MARGIN);
        assertClose("softmax", actual, expected, 3e-7);
        assertMargins("softmax", actual, before, n);
        for (int r = 0; r < ROWS; r++) {
            assertThat(SCALAR.reductions().sum(actual, MARGIN + r * width, width))
                    .isCloseTo(1, within(1e-6f));
        }
        scalar.logSoftmax(ROWS, width, x, MARGIN, expected, MARGIN);
        vector.logSoftmax(ROWS, width, x, MARGIN, actual, MARGIN);
        assertClose("logSoftmax", actual, expected, 3e-7);
        assertMargins("logSoftmax", actual, before, n);
        float[] inPlace = x.clone();
        vector.softmax(ROWS, width, inPlace, MARGIN, inPlace, MARGIN);
        scalar.softmax(ROWS, width, x, MARGIN, expected, MARGIN);
        assertClose("softmax in place", inPlace, withMargins(expected, x, n), 3e-7);
    }

    private static float[] withMargins(float[] inside, float[] outside, int n) {
        float[] all = outside.clone();
        System.arraycopy(inside, MARGIN, all, MARGIN, n);
        return all;
    }

    @Test
    void hugeLogitsLoseNothing() {
        float[] x = {1e6f, 1e6f + 1, 1e6f + 2};
        for (var kernels : new SoftmaxKernels[] {scalar, vector}) {
            var y = new float[3];
            kernels.logSoftmax(1, 3, x, 0, y, 0);
            double sum = 1 + Math.exp(-1) + Math.exp(-2);
            assertThat((double) y[2]).isCloseTo(-Math.log(sum), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 17, 100, 5000})
    void backward(int width) {
        int n = ROWS * width;
        float[] x = random(1, n, -3, 3);
        float[] y = x.clone();
        float[] dy = random(3, n, -1, 1);
        for (boolean accumulate : new boolean[] {false, true}) {
            float[] before = random(2, n, -1, 1);
            float[] expected = before.clone();
            float[] actual = before.clone();
            scalar.softmax(ROWS, width, x, MARGIN, y, MARGIN);
            scalar.softmaxGradient(ROWS, width, y, MARGIN, dy, MARGIN, expected, MARGIN, accumulate);
            vector.softmaxGradient(ROWS, width, y, MARGIN, dy, MARGIN, actual, MARGIN, accumulate);
            assertClose("softmaxGradient", actual, expected, 1e-6);
            scalar.logSoftmax(ROWS, width, x, MARGIN, y, MARGIN);
            scalar.logSoftmaxGradient(ROWS, width, y, MARGIN, dy, MARGIN, expected, MARGIN, accumulate);
            vector.logSoftmaxGradient(ROWS, width, y, MARGIN, dy, MARGIN, actual, MARGIN, accumulate);
            assertClose("logSoftmaxGradient", actual, expected, 3e-6);
            assertMargins("gradients", actual, before, n);
        }
    }

    @Test
    void gradientsMatchDifferences() {
        int width = 9;
        double[] x = {0.3, -1, 2, 0.1, 0.7, -0.4, 1.1, 0, -2};
        double[] weights = {0.5, -1, 0.25, 2, 1, -0.5, 0.75, -2, 1.5};
        for (boolean log : new boolean[] {false, true}) {
            for (var kernels : new SoftmaxKernels[] {scalar, vector}) {
                float[] y = floats(x);
                var dx = new float[width];
                if (log) {
                    kernels.logSoftmax(1, width, y, 0, y, 0);
                    kernels.logSoftmaxGradient(1, width, y, 0, floats(weights), 0, dx, 0, false);
                } else {
                    kernels.softmax(1, width, y, 0, y, 0);
                    kernels.softmaxGradient(1, width, y, 0, floats(weights), 0, dx, 0, false);
                }
                for (int i = 0; i < width; i++) {
                    double h = 1e-5;
                    double kept = x[i];
                    x[i] = kept + h;
                    double up = weighted(x, weights, log);
                    x[i] = kept - h;
                    double down = weighted(x, weights, log);
                    x[i] = kept;
                    assertThat((double) dx[i]).isCloseTo((up - down) / (2 * h), within(2e-6));
                }
            }
        }
    }

    private static double weighted(double[] x, double[] weights, boolean log) {
        double sum = 0;
        for (double value : x) {
            sum += Math.exp(value);
        }
        double total = 0;
        for (int i = 0; i < x.length; i++) {
            double p = Math.exp(x[i]) / sum;
            total += weights[i] * (log ? Math.log(p) : p);
        }
        return total;
    }

    private static float[] floats(double[] x) {
        var y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }
}
