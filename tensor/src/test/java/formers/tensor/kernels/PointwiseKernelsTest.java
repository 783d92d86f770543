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

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Vector kernels against their scalar twins over awkward lengths and offsets.
class PointwiseKernelsTest {

    private static final float[] SPECIAL = {
        0f, -0f, 1f, -1f, 2f, -2.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e38f
    };

    private final PointwiseKernels scalar = SCALAR.pointwise();
    private final PointwiseKernels vector = VECTOR.pointwise();

    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void unary(UnaryOp op) {
        for (int n : LENGTHS) {
            float[] x = random(1, n, positive(op) ? 0.1 : -4, 4);
            float[] before = random(2, n, -1, 1);
            float[] expected = before.clone();
            float[] actual = before.clone();
            scalar.unary(op, x, MARGIN, expected, MARGIN, n);
            vector.unary(op, x, MARGIN, actual, MARGIN, n);
            assertClose(op + " of " + n, actual, expected, 1e-6);
            assertMargins(op.name(), actual, before, n);

            float[] inPlace = x.clone();
            vector.unary(op, inPlace, MARGIN, inPlace, MARGIN, n);
            assertThat(Arrays.copyOfRange(inPlace, MARGIN, MARGIN + n))
                    .isEqualTo(Arrays.copyOfRange(actual, MARGIN, MARGIN + n));
        }
    }

    /// Where a range is cut changes no bit, so neither does the number of threads nor the length of a batch.
    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void resultsDoNotDependOnPosition(UnaryOp op) {
        int n = 300;
        float[] x = random(3, n, positive(op) ? 0.1 : -4, 4);
        var whole = new float[n];
        var parts = new float[n];
        vector.unary(op, x, 0, whole, 0, n);
        int at = 0;
        for (int length : new int[] {1, 2, 5, 16, 33, 100, 143}) {
            vector.unary(op, x, at, parts, at, length);
            at += length;
        }
        assertThat(at).isEqualTo(n);
        assertThat(parts).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void unaryGradient(UnaryOp op) {
        for (int n : LENGTHS) {
            for (boolean accumulate : new boolean[] {false, true}) {
                float[] x = random(1, n, positive(op) ? 0.1 : -4, 4);
                float[] y = x.clone();
                scalar.unary(op, x, 0, y, 0, x.length);
                float[] dy = random(4, n, -1, 1);
                float[] before = random(2, n, -1, 1);
                float[] expected = before.clone();
                float[] actual = before.clone();
                scalar.unaryGradient(op, x, MARGIN, y, MARGIN, dy, MARGIN, expected, MARGIN, n, accumulate);
                vector.unaryGradient(op, x, MARGIN, y, MARGIN, dy, MARGIN, actual, MARGIN, n, accumulate);
                assertClose("gradient of " + op, actual, expected, 1e-6);
                assertMargins(op.name(), actual, before, n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BinaryOp.class)
    void binary(BinaryOp op) {
        for (int n : LENGTHS) {
            for (int strides = 0; strides < 4; strides++) {
                int as = strides & 1;
                int bs = strides >> 1;
                float[] a = random(1, n, op == BinaryOp.POWER ? 0.1 : -2, 2);
                float[] b = random(2, n, -2, 2);
                for (int i = 0; i < a.length; i += 3) {
                    b[i] = a[i]; // so that comparisons meet equal elements
                }
                float[] before = random(3, n, -1, 1);
                float[] expected = before.clone();
                float[] actual = before.clone();
                scalar.binary(op, a, MARGIN, as, b, MARGIN, bs, expected, MARGIN, n);
                vector.binary(op, a, MARGIN, as, b, MARGIN, bs, actual, MARGIN, n);
                assertClose(op + " of " + n, actual, expected, 2e-7);
                assertMargins(op.name(), actual, before, n);

                float[] inPlace = a.clone();
                vector.binary(op, inPlace, MARGIN, as, b, MARGIN, bs, inPlace, MARGIN, n);
                assertThat(Arrays.copyOfRange(inPlace, MARGIN, MARGIN + n))
                        .isEqualTo(Arrays.copyOfRange(actual, MARGIN, MARGIN + n));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BinaryOp.class)
    void binaryOfSpecialValues(BinaryOp op) {
        int n = SPECIAL.length * SPECIAL.length;
        var a = new float[n];
        var b = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = SPECIAL[i / SPECIAL.length];
            b[i] = SPECIAL[i % SPECIAL.length];
        }
        var expected = new float[n];
        var actual = new float[n];
        scalar.binary(op, a, 0, 1, b, 0, 1, expected, 0, n);
        vector.binary(op, a, 0, 1, b, 0, 1, actual, 0, n);
        assertThat(actual).isEqualTo(expected);
    }

    /// A square is a multiplication, not a call of `pow`; the results must not tell.
    @Test
    void squareByPower() {
        float[] x = Arrays.copyOf(SPECIAL, SPECIAL.length);
        var expected = new float[x.length];
        var actual = new float[x.length];
        scalar.binary(BinaryOp.POWER, x, 0, 1, new float[] {2}, 0, 0, expected, 0, x.length);
        vector.binary(BinaryOp.POWER, x, 0, 1, new float[] {2}, 0, 0, actual, 0, x.length);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void multiplyAddScaleAndClamp() {
        for (int n : LENGTHS) {
            float[] x = random(1, n, -2, 2);
            float[] before = random(2, n, -2, 2);
            float[] expected = before.clone();
            float[] actual = before.clone();
            scalar.multiplyAdd(x, MARGIN, 1.7f, expected, MARGIN, n);
            vector.multiplyAdd(x, MARGIN, 1.7f, actual, MARGIN, n);
            assertClose("multiplyAdd", actual, expected, 2e-7);
            assertMargins("multiplyAdd", actual, before, n);
            scalar.scale(x, MARGIN, -0.3f, 0.9f, expected, MARGIN, n);
            vector.scale(x, MARGIN, -0.3f, 0.9f, actual, MARGIN, n);
            assertClose("scale", actual, expected, 2e-7);
            assertMargins("scale", actual, before, n);
            x[MARGIN + n / 2] = Float.NaN;
            scalar.clamp(x, MARGIN, -0.5f, 1.1f, expected, MARGIN, n);
            vector.clamp(x, MARGIN, -0.5f, 1.1f, actual, MARGIN, n);
            assertClose("clamp", actual, expected, 0);
            assertMargins("clamp", actual, before, n);
        }
    }

    @Test
    void where() {
        for (int n : LENGTHS) {
            for (int strides = 0; strides < 8; strides++) {
                float[] condition = random(1, n, -1, 1);
                for (int i = 0; i < condition.length; i += 2) {
                    condition[i] = 0;
                }
                condition[MARGIN + n / 3] = Float.NaN;
                float[] a = random(2, n, 0, 1);
                float[] b = random(3, n, -1, 0);
                float[] before = random(4, n, 2, 3);
                float[] expected = before.clone();
                float[] actual = before.clone();
                int cs = strides & 1;
                int as = strides >> 1 & 1;
                int bs = strides >> 2;
                scalar.where(condition, MARGIN, cs, a, MARGIN, as, b, MARGIN, bs, expected, MARGIN, n);
                vector.where(condition, MARGIN, cs, a, MARGIN, as, b, MARGIN, bs, actual, MARGIN, n);
                assertClose("where", actual, expected, 0);
                assertMargins("where", actual, before, n);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SIGMOID", "RELU", "GELU", "GELU_TANH", "SILU"})
    void gated(UnaryOp act) {
        int rows = 3;
        for (int width : new int[] {1, 7, 16, 33, 1100}) {
            int stride = 2 * width;
            float[] x = random(1, rows * stride, -4, 4);
            float[] d = random(2, rows * width, -1, 1);
            int up = MARGIN + width;
            float[] expected = d.clone();
            float[] actual = d.clone();
            scalar.gated(act, x, MARGIN, stride, x, up, stride, expected, MARGIN, width, rows, width);
            vector.gated(act, x, MARGIN, stride, x, up, stride, actual, MARGIN, width, rows, width);
            assertClose("gated " + act, actual, expected, 1e-6);
            assertMargins("gated", actual, d, rows * width);

            float[] dx = random(3, rows * stride, -1, 1);
            expected = dx.clone();
            actual = dx.clone();
            scalar.gatedGradient(
                    act, x, MARGIN, stride, x, up, stride, d, MARGIN, width, expected, MARGIN, stride, expected, up,
                    stride, rows, width);
            vector.gatedGradient(
                    act, x, MARGIN, stride, x, up, stride, d, MARGIN, width, actual, MARGIN, stride, actual, up, stride,
                    rows, width);
            assertClose("gatedGradient " + act, actual, expected, 2e-6);
            assertMargins("gatedGradient", actual, dx, rows * stride);
        }
    }

    @Test
    void onlyActivationsAreGates() {
        var x = new float[2];
        for (var kernels : new PointwiseKernels[] {scalar, vector}) {
            assertThatThrownBy(() -> kernels.gated(UnaryOp.SIN, x, 0, 1, x, 0, 1, x, 0, 1, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SIN");
        }
    }

    private static boolean positive(UnaryOp op) {
        return op == UnaryOp.LOG || op == UnaryOp.SQRT || op == UnaryOp.RSQRT;
    }
}
