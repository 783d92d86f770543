package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

/// The exponentials that activations and their derivatives are made of. They get loops of their own, into a
/// scratch array that stays in the first-level cache, because an exponential and what is done with it are
/// together more than the compiler inlines into one loop.
final class VectorExponentials {

    /// Elements per chunk. Short, for then the loops are called often, and the compiler notices them sooner.
    static final int CHUNK = 1024;

    private static final float[] NONE = {};
    private static final float SQRT_2 = 1.4142135623730951f;

    private VectorExponentials() {}

    private static boolean uses(UnaryOp op) {
        return switch (op) {
            case TANH, SIGMOID, ERF, SILU, SOFTPLUS -> true;
            case NEGATE, ABS, EXP, LOG, SIN, COS, SQRT, RSQRT, SQUARE, RECIPROCAL, RELU, GELU, GELU_TANH -> false;
        };
    }

    /// Room for the exponentials of chunks of `n` elements.
    static float[] scratch(UnaryOp op, int n) {
        return uses(op) ? new float[Math.max(L, Math.min(CHUNK, n))] : NONE;
    }

    /// Writes the exponentials that `op` needs, from index 0; `n` is a multiple of the vector length.
    static void prepare(UnaryOp op, float[] x, int xo, float[] e, int n) {
        switch (op) {
            case TANH -> ofMinusAbs(x, xo, 2, e, n);
            case SIGMOID, SILU, SOFTPLUS -> ofMinusAbs(x, xo, 1, e, n);
            case ERF -> gaussian(x, xo, e, n);
            case NEGATE, ABS, EXP, LOG, SIN, COS, SQRT, RSQRT, SQUARE, RECIPROCAL, RELU, GELU, GELU_TANH -> {}
        }
    }

    /// `e^{−factor·|x|}`.
    private static void ofMinusAbs(float[] x, int xo, float factor, float[] e, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.decay(load(x, xo + i).abs().mul(-factor)).intoArray(e, i);
        }
    }

    /// `e^{−x²}`.
    private static void gaussian(float[] x, int xo, float[] e, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.gaussian(load(x, xo + i).mul(SQRT_2)).intoArray(e, i);
        }
    }
}
