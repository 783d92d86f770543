package formers.tensor.kernels;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Vector functions and derivatives against double precision, over every exponent of both signs, infinities, NaN
/// and subnormal numbers included.
class UnaryAccuracyTest {

    private static final float[] EDGES = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        1f,
        -1f,
        88.72284f,
        88.8f,
        89.5f,
        -87.4f,
        -103.9f,
        -104.1f,
        1e10f,
        -1e10f,
        65_536f,
        65_537f,
        1e30f,
        15f,
        -15f,
        20.5f,
        -20.5f
    };

    /// One in so many of all bit patterns, a prime so that mantissas vary: about 400 numbers for each exponent.
    private static final int STEP = 20_011;

    private static double worstUlp(UnaryOp op) {
        return switch (op) {
            case NEGATE, ABS, RELU -> 0;
            case SQRT, SQUARE, RECIPROCAL -> 0.5;
            case EXP, LOG -> 1;
            case SIN, COS, TANH, ERF, SOFTPLUS, RSQRT -> 2;
            case SIGMOID, SILU -> 4;
            case GELU -> 9;
            case GELU_TANH -> 20;
        };
    }

    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void functionsAreAsAccurateAsPromised(UnaryOp op) {
        float[] x = samples();
        var y = new float[x.length];
        Twins.VECTOR.pointwise().unary(op, x, 0, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            if (op == UnaryOp.GELU_TANH && x[i] < -4) {
                continue; // see the next test
            }
            double exact = ScalarMath.apply(op, x[i]);
            assertUlp(op, x[i], y[i], exact, worstUlp(op));
        }
    }

    @Test
    void farTailOfTheTanhFormIsRightInAbsoluteTerms() {
        var op = UnaryOp.GELU_TANH;
        float[] x = samples();
        var y = new float[x.length];
        Twins.VECTOR.pointwise().unary(op, x, 0, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            double exact = ScalarMath.apply(op, x[i]);
            require(Twins.close(y[i], (float) exact, 2e-7), op, x[i], y[i], exact);
        }
    }

    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void derivativesAreAccurate(UnaryOp op) {
        float[] x = samples();
        int n = x.length;
        var y = new float[n];
        var dy = new float[n];
        var dx = new float[n];
        Arrays.fill(dy, 1);
        Twins.VECTOR.pointwise().unary(op, x, 0, y, 0, n);
        Twins.VECTOR.pointwise().unaryGradient(op, x, 0, y, 0, dy, 0, dx, 0, n, false);
        for (int i = 0; i < n; i++) {
            double exact = ScalarMath.derivative(op, x[i]);
            boolean overflows = Math.abs(exact) > 0.999 * Float.MAX_VALUE && Math.abs(dx[i]) > 0.999 * Float.MAX_VALUE;
            require(overflows || Twins.close(dx[i], (float) exact, 5e-7), op, x[i], dx[i], exact);
        }
    }

    private static void assertUlp(UnaryOp op, float x, float actual, double exact, double ulps) {
        float rounded = (float) exact;
        boolean right = Float.compare(actual, rounded) == 0 || actual == rounded;
        if (!right && Math.abs(exact) < Float.MIN_NORMAL * 16 && op != UnaryOp.EXP && op != UnaryOp.LOG) {
            right = Math.abs(actual - exact) <= 1e-42; // products of subnormal factors
        }
        if (!right) {
            right = Math.abs(actual - exact) <= ulps * Math.ulp(rounded);
        }
        require(right, op, x, actual, exact);
    }

    private static void require(boolean right, UnaryOp op, float x, float actual, double exact) {
        if (!right) {
            throw new AssertionError("%s at %s: %s, expected %s".formatted(op, x, actual, exact));
        }
    }

    private static float[] samples() {
        int count = (int) ((1L << 32) / STEP);
        var x = new float[count + EDGES.length];
        for (int i = 0; i < count; i++) {
            x[i] = Float.intBitsToFloat((int) (Integer.MIN_VALUE + (long) i * STEP));
        }
        System.arraycopy(EDGES, 0, x, count, EDGES.length);
        return x;
    }
}
