package formers.tensor.kernels;

import static formers.tensor.kernels.VectorExponentials.CHUNK;
import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static formers.tensor.kernels.VectorMath.rest;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Loops over whole vectors; the few elements left over go through one more vector in a scratch array, so that
/// they are computed as all others are.
final class VectorPointwiseKernels implements PointwiseKernels {

    @Override
    public void unary(UnaryOp op, float[] x, int xo, float[] y, int yo, int n) {
        float[] e = VectorExponentials.scratch(op, n);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += CHUNK) {
            unaryChunk(op, x, xo + i, e, y, yo + i, Math.min(CHUNK, whole - i));
        }
        if (whole < n) {
            var rest = rest(x, xo + whole, n - whole);
            unaryChunk(op, rest, 0, e, rest, 0, L);
            System.arraycopy(rest, 0, y, yo + whole, n - whole);
        }
    }

    private static void unaryChunk(UnaryOp op, float[] x, int xo, float[] e, float[] y, int yo, int n) {
        VectorExponentials.prepare(op, x, xo, e, n);
        VectorUnary.run(op, x, xo, e, y, yo, n);
    }

    @Override
    public void unaryGradient(
            UnaryOp op,
            float[] x,
            int xo,
            float[] y,
            int yo,
            float[] dy,
            int dyo,
            float[] dx,
            int dxo,
            int n,
            boolean accumulate) {
        float[] e = VectorExponentials.scratch(op, n);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += CHUNK) {
            int count = Math.min(CHUNK, whole - i);
            gradientChunk(op, x, xo + i, y, yo + i, e, dy, dyo + i, dx, dxo + i, count, accumulate);
        }
        if (whole < n) {
            int count = n - whole;
            var restX = rest(x, xo + whole, count);
            var restY = rest(y, yo + whole, count);
            var restDy = rest(dy, dyo + whole, count);
            var restDx = rest(dx, dxo + whole, count);
            gradientChunk(op, restX, 0, restY, 0, e, restDy, 0, restDx, 0, L, accumulate);
            System.arraycopy(restDx, 0, dx, dxo + whole, count);
        }
    }

    private static void gradientChunk(
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
            boolean accumulate) {
        if (op != UnaryOp.TANH && op != UnaryOp.SIGMOID) { // these come from y
            VectorExponentials.prepare(op, x, xo, e, n);
        }
        VectorUnaryGradient.run(op, x, xo, y, yo, e, dy, dyo, dx, dxo, n, accumulate);
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
            float[] condition,
            int co,
            int cs,
            float[] a,
            int ao,
            int as,
            float[] b,
            int bo,
            int bs,
            float[] y,
            int yo,
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
            UnaryOp act,
            float[] gate,
            int go,
            int gateStride,
            float[] up,
            int uo,
            int upStride,
            float[] out,
            int oo,
            int outStride,
            int rows,
            int width) {
        ScalarPointwiseKernels.requireGate(act);
        float[] e = VectorGated.scratch(width);
        for (int r = 0; r < rows; r++) {
            gatedRow(act, gate, go + r * gateStride, e, up, uo + r * upStride, out, oo + r * outStride, width);
        }
    }

    private static void gatedRow(
            UnaryOp act, float[] gate, int go, float[] e, float[] up, int uo, float[] out, int oo, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += CHUNK) {
            int count = Math.min(CHUNK, whole - i);
            VectorGated.run(act, gate, go + i, e, up, uo + i, out, oo + i, count);
        }
        if (whole < n) {
            var rest = rest(gate, go + whole, n - whole);
            VectorGated.run(act, rest, 0, e, rest(up, uo + whole, n - whole), 0, rest, 0, L);
            System.arraycopy(rest, 0, out, oo + whole, n - whole);
        }
    }

    @Override
    public void gatedGradient(
            UnaryOp act,
            float[] gate,
            int go,
            int gateStride,
            float[] up,
            int uo,
            int upStride,
            float[] dOut,
            int doo,
            int dOutStride,
            float[] dGate,
            int dgo,
            int dGateStride,
            float[] dUp,
            int duo,
            int dUpStride,
            int rows,
            int width) {
        ScalarPointwiseKernels.requireGate(act);
        float[] e = VectorGated.scratch(width);
        for (int r = 0; r < rows; r++) {
            gatedGradientRow(
                    act,
                    gate,
                    go + r * gateStride,
                    e,
                    up,
                    uo + r * upStride,
                    dOut,
                    doo + r * dOutStride,
                    dGate,
                    dgo + r * dGateStride,
                    dUp,
                    duo + r * dUpStride,
                    width);
        }
    }

    private static void gatedGradientRow(
            UnaryOp act,
            float[] gate,
            int go,
            float[] e,
            float[] up,
            int uo,
            float[] d,
            int doo,
            float[] dGate,
            int dgo,
            float[] dUp,
            int duo,
            int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += CHUNK) {
            int count = Math.min(CHUNK, whole - i);
            VectorGated.gradient(act, gate, go + i, e, up, uo + i, d, doo + i, dGate, dgo + i, dUp, duo + i, count);
        }
        if (whole < n) {
            int count = n - whole;
            var restGate = rest(gate, go + whole, count);
            var restUp = rest(up, uo + whole, count);
            VectorGated.gradient(
                    act, restGate, 0, e, restUp, 0, rest(d, doo + whole, count), 0, restGate, 0, restUp, 0, L);
            System.arraycopy(restGate, 0, dGate, dgo + whole, count);
            System.arraycopy(restUp, 0, dUp, duo + whole, count);
        }
    }
}
