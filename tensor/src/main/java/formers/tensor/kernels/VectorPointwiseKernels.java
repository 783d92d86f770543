package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static formers.tensor.kernels.VectorMath.rest;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Loops over whole vectors; the few elements left over go through one more vector in a scratch array, so that they
/// are computed as all others are.
final class VectorPointwiseKernels implements PointwiseKernels {

    @Override
    public void unary(UnaryOp op, float[] x, int xo, float[] y, int yo, int n) {
        int whole = F.loopBound(n);
        VectorUnary.run(op, x, xo, y, yo, whole);
        if (whole < n) {
            var rest = rest(x, xo + whole, n - whole);
            VectorUnary.run(op, rest, 0, rest, 0, L);
            System.arraycopy(rest, 0, y, yo + whole, n - whole);
        }
    }

    @Override
    public void unaryGradient(
            UnaryOp op, float[] x, int xo, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n,
            boolean accumulate) {
        int whole = F.loopBound(n);
        int count = n - whole;
        VectorUnaryGradient.run(op, x, xo, y, yo, dy, dyo, dx, dxo, whole, accumulate);
        if (count > 0) {
            var restX = rest(x, xo + whole, count);
            var restY = rest(y, yo + whole, count);
            var restDy = rest(dy, dyo + whole, count);
            var restDx = rest(dx, dxo + whole, count);
            VectorUnaryGradient.run(op, restX, 0, restY, 0, restDy, 0, restDx, 0, L, accumulate);
            System.arraycopy(restDx, 0, dx, dxo + whole, count);
        }
    }

    @Override
    public void binary(BinaryOp op, float[] a, int ao, int as, float[] b, int bo, int bs, float[] c, int co, int n) {
        if (n == 0) {
            return;
        }
        if (op == BinaryOp.POWER && bs == 0 && b[bo] == 2) {
            binary(BinaryOp.MULTIPLY, a, ao, as, a, ao, as, c, co, n);
            return;
        }
        float[] as1 = as == 0 ? VectorMath.copies(a[ao]) : a;
        float[] bs1 = bs == 0 ? VectorMath.copies(b[bo]) : b;
        int a1 = as == 0 ? 0 : ao;
        int b1 = bs == 0 ? 0 : bo;
        int whole = F.loopBound(n);
        VectorBinary.run(op, as1, a1, as, bs1, b1, bs, c, co, whole);
        if (whole < n) {
            int count = n - whole;
            var restA = as == 0 ? as1 : rest(a, ao + whole, count);
            var restB = bs == 0 ? bs1 : rest(b, bo + whole, count);
            var restC = new float[L];
            VectorBinary.run(op, restA, 0, as, restB, 0, bs, restC, 0, L);
            System.arraycopy(restC, 0, c, co + whole, count);
        }
    }

    @Override
    public void multiplyAdd(float[] x, int xo, float factor, float[] y, int yo, int n) {
        int whole = F.loopBound(n);
        multiplyAddWhole(x, xo, factor, y, yo, whole);
        if (whole < n) {
            var rest = rest(y, yo + whole, n - whole);
            multiplyAddWhole(rest(x, xo + whole, n - whole), 0, factor, rest, 0, L);
            System.arraycopy(rest, 0, y, yo + whole, n - whole);
        }
    }

    private static void multiplyAddWhole(float[] x, int xo, float factor, float[] y, int yo, int n) {
        var factors = FloatVector.broadcast(F, factor);
        for (int i = 0; i < n; i += L) {
            load(x, xo + i).fma(factors, load(y, yo + i)).intoArray(y, yo + i);
        }
    }

    @Override
    public void scale(float[] x, int xo, float factor, float offset, float[] y, int yo, int n) {
        int whole = F.loopBound(n);
        scaleWhole(x, xo, factor, offset, y, yo, whole);
        if (whole < n) {
            var rest = rest(x, xo + whole, n - whole);
            scaleWhole(rest, 0, factor, offset, rest, 0, L);
            System.arraycopy(rest, 0, y, yo + whole, n - whole);
        }
    }

    private static void scaleWhole(float[] x, int xo, float factor, float offset, float[] y, int yo, int n) {
        var factors = FloatVector.broadcast(F, factor);
        var offsets = FloatVector.broadcast(F, offset);
        for (int i = 0; i < n; i += L) {
            load(x, xo + i).fma(factors, offsets).intoArray(y, yo + i);
        }
    }

    @Override
    public void clamp(float[] x, int xo, float low, float high, float[] y, int yo, int n) {
        int whole = F.loopBound(n);
        clampWhole(x, xo, low, high, y, yo, whole);
        if (whole < n) {
            var rest = rest(x, xo + whole, n - whole);
            clampWhole(rest, 0, low, high, rest, 0, L);
            System.arraycopy(rest, 0, y, yo + whole, n - whole);
        }
    }

    private static void clampWhole(float[] x, int xo, float low, float high, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            load(x, xo + i).max(low).min(high).intoArray(y, yo + i);
        }
    }

    @Override
    public void where(
            float[] condition, int co, int cs, float[] a, int ao, int as, float[] b, int bo, int bs, float[] y, int yo,
            int n) {
        if (cs == 0 && n > 0) {
            boolean holds = condition[co] != 0;
            copy(holds ? a : b, holds ? ao : bo, holds ? as : bs, y, yo, n);
            return;
        }
        int whole = F.loopBound(n);
        int count = n - whole;
        float[] as1 = as == 0 && n > 0 ? VectorMath.copies(a[ao]) : a;
        float[] bs1 = bs == 0 && n > 0 ? VectorMath.copies(b[bo]) : b;
        whereWhole(condition, co, as1, as == 0 ? 0 : ao, -as, bs1, bs == 0 ? 0 : bo, -bs, y, yo, whole);
        if (count > 0) {
            var restA = as == 0 ? as1 : rest(a, ao + whole, count);
            var restB = bs == 0 ? bs1 : rest(b, bo + whole, count);
            var rest = rest(condition, co + whole, count);
            whereWhole(rest, 0, restA, 0, -as, restB, 0, -bs, rest, 0, L);
            System.arraycopy(rest, 0, y, yo + whole, count);
        }
    }

    private static void copy(float[] x, int xo, int xs, float[] y, int yo, int n) {
        if (xs == 0) {
            Arrays.fill(y, yo, yo + n, x[xo]);
        } else {
            System.arraycopy(x, xo, y, yo, n);
        }
    }

    private static void whereWhole(
            float[] condition, int co, float[] a, int ao, int am, float[] b, int bo, int bm, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            var holds = load(condition, co + i).compare(VectorOperators.NE, 0f);
            load(b, bo + (i & bm)).blend(load(a, ao + (i & am)), holds).intoArray(y, yo + i);
        }
    }

    @Override
    public void gated(
            UnaryOp act, float[] gate, int go, int gateStride, float[] up, int uo, int upStride, float[] out, int oo,
            int outStride, int rows, int width) {
        ScalarPointwiseKernels.requireGate(act);
        int whole = F.loopBound(width);
        int count = width - whole;
        for (int r = 0; r < rows; r++) {
            int g = go + r * gateStride;
            int u = uo + r * upStride;
            int o = oo + r * outStride;
            VectorGated.run(act, gate, g, up, u, out, o, whole);
            if (count > 0) {
                var rest = rest(gate, g + whole, count);
                VectorGated.run(act, rest, 0, rest(up, u + whole, count), 0, rest, 0, L);
                System.arraycopy(rest, 0, out, o + whole, count);
            }
        }
    }

    @Override
    public void gatedGradient(
            UnaryOp act, float[] gate, int go, int gateStride, float[] up, int uo, int upStride, float[] dOut, int doo,
            int dOutStride, float[] dGate, int dgo, int dGateStride, float[] dUp, int duo, int dUpStride, int rows,
            int width) {
        ScalarPointwiseKernels.requireGate(act);
        int whole = F.loopBound(width);
        int count = width - whole;
        for (int r = 0; r < rows; r++) {
            int g = go + r * gateStride;
            int u = uo + r * upStride;
            int d = doo + r * dOutStride;
            int dg = dgo + r * dGateStride;
            int du = duo + r * dUpStride;
            VectorGated.gradient(act, gate, g, up, u, dOut, d, dGate, dg, dUp, du, whole);
            if (count > 0) {
                var restGate = rest(gate, g + whole, count);
                var restUp = rest(up, u + whole, count);
                var restOut = rest(dOut, d + whole, count);
                VectorGated.gradient(act, restGate, 0, restUp, 0, restOut, 0, restGate, 0, restUp, 0, L);
                System.arraycopy(restGate, 0, dGate, dg + whole, count);
                System.arraycopy(restUp, 0, dUp, du + whole, count);
            }
        }
    }
}
