package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One loop per function, over whole vectors. A loop shared by all functions would call them through an
/// interface, and vectors would be allocated for each call.
final class VectorUnary {

    private VectorUnary() {}

    /// `y = op(x)`; `n` is a multiple of the vector length.
    ///
    /// @param e what [VectorExponentials#prepare] has written for these elements, from index 0
    static void run(UnaryOp op, float[] x, int xo, float[] e, float[] y, int yo, int n) {
        switch (op) {
            case NEGATE -> negate(x, xo, y, yo, n);
            case ABS -> abs(x, xo, y, yo, n);
            case EXP -> exp(x, xo, y, yo, n);
            case LOG -> log(x, xo, y, yo, n);
            case TANH -> tanh(x, xo, e, y, yo, n);
            case SIGMOID -> sigmoid(x, xo, e, y, yo, n);
            case ERF -> erf(x, xo, e, y, yo, n);
            case SIN -> sin(x, xo, y, yo, n);
            case COS -> cos(x, xo, y, yo, n);
            case SQRT -> sqrt(x, xo, y, yo, n);
            case RSQRT -> rsqrt(x, xo, y, yo, n);
            case SQUARE -> square(x, xo, y, yo, n);
            case RECIPROCAL -> reciprocal(x, xo, y, yo, n);
            case RELU -> relu(x, xo, y, yo, n);
            case GELU -> VectorGelu.exact(x, xo, y, yo, n);
            case GELU_TANH -> VectorGelu.tanhForm(x, xo, y, yo, n);
            case SILU -> silu(x, xo, e, y, yo, n);
            case SOFTPLUS -> softplus(x, xo, e, y, yo, n);
        }
    }

    private static void negate(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            load(x, xo + i).neg().intoArray(y, yo + i);
        }
    }

    private static void abs(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            load(x, xo + i).abs().intoArray(y, yo + i);
        }
    }

    private static void exp(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.exp(load(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void log(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.log(load(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void tanh(float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.tanh(load(x, xo + i), load(e, i)).intoArray(y, yo + i);
        }
    }

    private static void sigmoid(float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.sigmoid(load(x, xo + i), load(e, i)).intoArray(y, yo + i);
        }
    }

    private static void erf(float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.erf(load(x, xo + i), load(e, i)).intoArray(y, yo + i);
        }
    }

    private static void sin(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            if (farOut(v)) {
                one(UnaryOp.SIN, x, xo + i, y, yo + i);
            } else {
                VectorMath.sin(v).intoArray(y, yo + i);
            }
        }
    }

    private static void cos(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            if (farOut(v)) {
                one(UnaryOp.COS, x, xo + i, y, yo + i);
            } else {
                VectorMath.cos(v).intoArray(y, yo + i);
            }
        }
    }

    static boolean farOut(FloatVector angles) {
        return angles.abs()
                .compare(VectorOperators.GT, VectorMath.TRIGONOMETRIC_LIMIT)
                .anyTrue();
    }

    /// One vector's worth of elements, scalar.
    private static void one(UnaryOp op, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < L; i++) {
            y[yo + i] = (float) ScalarMath.apply(op, x[xo + i]);
        }
    }

    private static void sqrt(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            load(x, xo + i).sqrt().intoArray(y, yo + i);
        }
    }

    private static void rsqrt(float[] x, int xo, float[] y, int yo, int n) {
        var one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < n; i += L) {
            one.div(load(x, xo + i).sqrt()).intoArray(y, yo + i);
        }
    }

    private static void square(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            v.mul(v).intoArray(y, yo + i);
        }
    }

    private static void reciprocal(float[] x, int xo, float[] y, int yo, int n) {
        var one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < n; i += L) {
            one.div(load(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void relu(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.relu(load(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void silu(float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            var v = load(x, xo + i);
            v.mul(VectorMath.sigmoid(v, load(e, i))).intoArray(y, yo + i);
        }
    }

    private static void softplus(float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.softplus(load(x, xo + i), load(e, i)).intoArray(y, yo + i);
        }
    }
}
