package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// One loop per function of two operands, over whole vectors. An operand of stride 0 must come as a vector's
/// worth of copies: its mask keeps every load at the first of them, and one loop serves all strides.
final class VectorBinary {

    private VectorBinary() {}

    /// `c = op(a, b)`; `n` is a multiple of the vector length.
    static void run(BinaryOp op, float[] a, int ao, int as, float[] b, int bo, int bs, float[] c, int co, int n) {
        int am = -as;
        int bm = -bs;
        switch (op) {
            case ADD -> add(a, ao, am, b, bo, bm, c, co, n);
            case SUBTRACT -> subtract(a, ao, am, b, bo, bm, c, co, n);
            case MULTIPLY -> multiply(a, ao, am, b, bo, bm, c, co, n);
            case DIVIDE -> divide(a, ao, am, b, bo, bm, c, co, n);
            case POWER -> power(a, ao, am, b, bo, bm, c, co, n);
            case MAXIMUM -> maximum(a, ao, am, b, bo, bm, c, co, n);
            case MINIMUM -> minimum(a, ao, am, b, bo, bm, c, co, n);
            case GREATER -> less(b, bo, bm, a, ao, am, c, co, n);
            case GREATER_OR_EQUAL -> lessOrEqual(b, bo, bm, a, ao, am, c, co, n);
            case LESS -> less(a, ao, am, b, bo, bm, c, co, n);
            case LESS_OR_EQUAL -> lessOrEqual(a, ao, am, b, bo, bm, c, co, n);
            case EQUAL -> equal(a, ao, am, b, bo, bm, c, co, n);
            case NOT_EQUAL -> notEqual(a, ao, am, b, bo, bm, c, co, n);
        }
    }

    private static void add(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            load(a, ao + (i & am)).add(load(b, bo + (i & bm))).intoArray(c, co + i);
        }
    }

    private static void subtract(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            load(a, ao + (i & am)).sub(load(b, bo + (i & bm))).intoArray(c, co + i);
        }
    }

    private static void multiply(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            load(a, ao + (i & am)).mul(load(b, bo + (i & bm))).intoArray(c, co + i);
        }
    }

    private static void divide(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            load(a, ao + (i & am)).div(load(b, bo + (i & bm))).intoArray(c, co + i);
        }
    }

    private static void power(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i++) {
            c[co + i] = (float) Math.pow(a[ao + (i & am)], b[bo + (i & bm)]);
        }
    }

    private static void maximum(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            load(a, ao + (i & am)).max(load(b, bo + (i & bm))).intoArray(c, co + i);
        }
    }

    private static void minimum(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            load(a, ao + (i & am)).min(load(b, bo + (i & bm))).intoArray(c, co + i);
        }
    }

    private static void less(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            var holds = load(a, ao + (i & am)).compare(VectorOperators.LT, load(b, bo + (i & bm)));
            indicator(holds).intoArray(c, co + i);
        }
    }

    private static void lessOrEqual(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            var holds = load(a, ao + (i & am)).compare(VectorOperators.LE, load(b, bo + (i & bm)));
            indicator(holds).intoArray(c, co + i);
        }
    }

    private static void equal(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            var holds = load(a, ao + (i & am)).compare(VectorOperators.EQ, load(b, bo + (i & bm)));
            indicator(holds).intoArray(c, co + i);
        }
    }

    private static void notEqual(float[] a, int ao, int am, float[] b, int bo, int bm, float[] c, int co, int n) {
        for (int i = 0; i < n; i += L) {
            var holds = load(a, ao + (i & am)).compare(VectorOperators.NE, load(b, bo + (i & bm)));
            indicator(holds).intoArray(c, co + i);
        }
    }

    private static FloatVector indicator(VectorMask<Float> holds) {
        return FloatVector.zero(F).blend(1f, holds);
    }
}
