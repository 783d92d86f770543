package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One loop per derivative, over whole vectors: `dx = dy·op′`, from `x` or from `y`, whichever is cheaper.
final class VectorUnaryGradient {

    private static final float TWO_OVER_SQRT_PI = 1.1283791670955126f;

    private VectorUnaryGradient() {}

    /// `n` is a multiple of the vector length; `add` adds to `dx`.
    ///
    /// @param e what [VectorExponentials#prepare] has written for these elements, from index 0
    static void run(
            UnaryOp op,
            float[] x,
            int xo,
            float[] y,
            int yo,
            float[] e,
            float[] dy,
            int dyo,
            float[] dx,
            int dxo,
            int n,
            boolean add) {
        switch (op) {
            case NEGATE -> negate(dy, dyo, dx, dxo, n, add);
            case ABS -> abs(x, xo, dy, dyo, dx, dxo, n, add);
            case EXP -> exp(y, yo, dy, dyo, dx, dxo, n, add);
            case LOG -> log(x, xo, dy, dyo, dx, dxo, n, add);
            case TANH -> tanh(y, yo, dy, dyo, dx, dxo, n, add);
            case SIGMOID -> sigmoid(y, yo, dy, dyo, dx, dxo, n, add);
            case ERF -> erf(e, dy, dyo, dx, dxo, n, add);
            case SIN -> sin(x, xo, dy, dyo, dx, dxo, n, add);
            case COS -> cos(x, xo, dy, dyo, dx, dxo, n, add);
            case SQRT -> sqrt(y, yo, dy, dyo, dx, dxo, n, add);
            case RSQRT -> rsqrt(y, yo, dy, dyo, dx, dxo, n, add);
            case SQUARE -> square(x, xo, dy, dyo, dx, dxo, n, add);
            case RECIPROCAL -> reciprocal(y, yo, dy, dyo, dx, dxo, n, add);
            case RELU -> relu(x, xo, dy, dyo, dx, dxo, n, add);
            case GELU -> VectorGelu.exactGradient(x, xo, dy, dyo, dx, dxo, n, add);
            case GELU_TANH -> VectorGelu.tanhFormGradient(x, xo, dy, dyo, dx, dxo, n, add);
            case SILU -> silu(x, xo, e, dy, dyo, dx, dxo, n, add);
            case SOFTPLUS -> softplus(x, xo, e, dy, dyo, dx, dxo, n, add);
        }
    }

    private static void put(FloatVector d, float[] dx, int at, boolean add) {
        (add ? d.add(load(dx, at)) : d).intoArray(dx, at);
    }

    private static void negate(float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).neg(), dx, dxo + i, add);
        }
    }

    private static void abs(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            var sign = FloatVector.zero(F)
                    .blend(1f, v.compare(VectorOperators.GT, 0f))
                    .blend(-1f, v.compare(VectorOperators.LT, 0f));
            put(load(dy, dyo + i).mul(sign), dx, dxo + i, add);
        }
    }

    private static void exp(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).mul(load(y, yo + i)), dx, dxo + i, add);
        }
    }

    private static void log(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).div(load(x, xo + i)), dx, dxo + i, add);
        }
    }

    private static void tanh(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        var one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < n; i += L) {
            var v = load(y, yo + i);
            put(load(dy, dyo + i).mul(one.sub(v).mul(one.add(v))), dx, dxo + i, add);
        }
    }

    private static void sigmoid(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        var one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < n; i += L) {
            var v = load(y, yo + i);
            put(load(dy, dyo + i).mul(v.mul(one.sub(v))), dx, dxo + i, add);
        }
    }

    private static void erf(float[] e, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).mul(load(e, i).mul(TWO_OVER_SQRT_PI)), dx, dxo + i, add);
        }
    }

    private static void sin(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            if (VectorUnary.farOut(v)) {
                one(UnaryOp.SIN, x, xo + i, dy, dyo + i, dx, dxo + i, add);
            } else {
                var d = load(dy, dyo + i).mul(VectorMath.cos(v));
                (add ? d.add(FloatVector.fromArray(F, dx, dxo + i)) : d).intoArray(dx, dxo + i);
            }
        }
    }

    private static void cos(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            if (VectorUnary.farOut(v)) {
                one(UnaryOp.COS, x, xo + i, dy, dyo + i, dx, dxo + i, add);
            } else {
                var d = load(dy, dyo + i).mul(VectorMath.sin(v)).neg();
                (add ? d.add(FloatVector.fromArray(F, dx, dxo + i)) : d).intoArray(dx, dxo + i);
            }
        }
    }

    /// One vector's worth of elements, scalar.
    private static void one(UnaryOp op, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, boolean add) {
        for (int i = 0; i < L; i++) {
            float d = (float) (dy[dyo + i] * ScalarMath.derivative(op, x[xo + i]));
            dx[dxo + i] = add ? dx[dxo + i] + d : d;
        }
    }

    private static void sqrt(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).mul(0.5f).div(load(y, yo + i)), dx, dxo + i, add);
        }
    }

    private static void rsqrt(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = load(y, yo + i);
            put(load(dy, dyo + i).mul(-0.5f).mul(v).mul(v).mul(v), dx, dxo + i, add);
        }
    }

    private static void square(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).mul(2f).mul(load(x, xo + i)), dx, dxo + i, add);
        }
    }

    private static void reciprocal(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = load(y, yo + i);
            put(load(dy, dyo + i).neg().mul(v).mul(v), dx, dxo + i, add);
        }
    }

    private static void relu(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var positive = load(x, xo + i).compare(VectorOperators.GT, 0f);
            put(FloatVector.zero(F).blend(load(dy, dyo + i), positive), dx, dxo + i, add);
        }
    }

    private static void silu(
            float[] x, int xo, float[] e, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            var exp = load(e, i);
            var slope = v.fma(VectorMath.sigmoidSlope(exp), VectorMath.sigmoid(v, exp));
            put(load(dy, dyo + i).mul(slope), dx, dxo + i, add);
        }
    }

    private static void softplus(
            float[] x, int xo, float[] e, float[] dy, int dyo, float[] dx, int dxo, int n, boolean add) {
        for (int i = 0; i < n; i += L) {
            put(load(dy, dyo + i).mul(VectorMath.sigmoid(load(x, xo + i), load(e, i))), dx, dxo + i, add);
        }
    }
}
