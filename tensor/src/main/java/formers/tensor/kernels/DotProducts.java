package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import formers.tensor.threads.Threads;
import jdk.incubator.vector.FloatVector;

/// A few vectors against a matrix whose rows they all multiply: the matrix is read once, at the speed of memory.
///
/// One order of summation for all: two vectors of partial sums, added lane by lane, the lanes added from two ends to
/// their middle, the terms of the last incomplete pair of vectors one by one. `reduceLanes` would not do, for its order
/// may change when the compiler takes over from the interpreter.
final class DotProducts {

    /// Matrix elements per piece of work.
    private static final int GRAIN = 1 << 16;

    private static final int HALF = LANES / 2;
    private static final ThreadLocal<float[]> SUMS = ThreadLocal.withInitial(() -> new float[4 * LANES]);

    private DotProducts() {}

    /// `out[i, j] += x[i] · w[j]`.
    ///
    /// @param rows vectors `x`, `ldx` apart, and rows of `out`, `ldo` apart
    /// @param n    rows of `w`, `ldw` apart, and elements of a row of `out`, `step` apart
    static void multiply(
            int rows, int n, int k, float[] x, int xo, int ldx, float[] w, int wo, int ldw, float[] out, int oo,
            int ldo, int step) {
        int grain = Math.max(4, GRAIN / k & -4);
        Threads.forRanges(n, grain, (from, to) -> {
            float[] sums = SUMS.get();
            for (int j = from; j < to; j += 4) {
                int valid = Math.min(4, to - j);
                for (int i = 0; i < rows; i++) {
                    int at = oo + i * ldo + j * step;
                    four(valid, k, x, xo + i * ldx, w, wo + j * ldw, ldw, sums, out, at, step);
                }
            }
        });
    }

    /// Four rows of `w` at once; with fewer the last stands in for the missing ones.
    private static void four(
            int valid, int k, float[] x, int xo, float[] w, int w0, int ldw, float[] sums, float[] out, int at,
            int step) {
        int w1 = w0 + Math.min(1, valid - 1) * ldw;
        int w2 = w0 + Math.min(2, valid - 1) * ldw;
        int w3 = w0 + (valid - 1) * ldw;
        FloatVector s0 = FloatVector.zero(F), t0 = s0, s1 = s0, t1 = s0, s2 = s0, t2 = s0, s3 = s0, t3 = s0;
        int p = 0;
        for (; p <= k - 2 * LANES; p += 2 * LANES) {
            var u = FloatVector.fromArray(F, x, xo + p);
            var v = FloatVector.fromArray(F, x, xo + p + LANES);
            s0 = u.fma(FloatVector.fromArray(F, w, w0 + p), s0);
            t0 = v.fma(FloatVector.fromArray(F, w, w0 + p + LANES), t0);
            s1 = u.fma(FloatVector.fromArray(F, w, w1 + p), s1);
            t1 = v.fma(FloatVector.fromArray(F, w, w1 + p + LANES), t1);
            s2 = u.fma(FloatVector.fromArray(F, w, w2 + p), s2);
            t2 = v.fma(FloatVector.fromArray(F, w, w2 + p + LANES), t2);
            s3 = u.fma(FloatVector.fromArray(F, w, w3 + p), s3);
            t3 = v.fma(FloatVector.fromArray(F, w, w3 + p + LANES), t3);
        }
        s0.add(t0).intoArray(sums, 0);
        s1.add(t1).intoArray(sums, LANES);
        s2.add(t2).intoArray(sums, 2 * LANES);
        s3.add(t3).intoArray(sums, 3 * LANES);
        finish(valid, k, p, x, xo, w, w0, w1, w2, w3, sums, out, at, step);
    }

    private static void finish(
            int valid, int k, int from, float[] x, int xo, float[] w, int w0, int w1, int w2, int w3, float[] sums,
            float[] out, int at, int step) {
        float d0 = 0, e0 = 0, d1 = 0, e1 = 0, d2 = 0, e2 = 0, d3 = 0, e3 = 0;
        for (int i = 0; i < HALF; i++) {
            d0 += sums[i];
            e0 += sums[HALF + i];
            d1 += sums[LANES + i];
            e1 += sums[LANES + HALF + i];
            d2 += sums[2 * LANES + i];
            e2 += sums[2 * LANES + HALF + i];
            d3 += sums[3 * LANES + i];
            e3 += sums[3 * LANES + HALF + i];
        }
        for (int p = from; p < k; p++) {
            float factor = x[xo + p];
            d0 += factor * w[w0 + p];
            d1 += factor * w[w1 + p];
            d2 += factor * w[w2 + p];
            d3 += factor * w[w3 + p];
        }
        put(d0 + e0, out, at);
        if (valid > 1) {
            put(d1 + e1, out, at + step);
        }
        if (valid > 2) {
            put(d2 + e2, out, at + 2 * step);
        }
        if (valid > 3) {
            put(d3 + e3, out, at + 3 * step);
        }
    }

    private static void put(float sum, float[] out, int at) {
        out[at] += sum;
    }
}
