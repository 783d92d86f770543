package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Dot products of one vector with one or four adjacent matrix rows. Both sum in the same order, so a row's result does
/// not depend on its neighbours.
final class DotProducts {

    private DotProducts() {}

    /// `out[0..3] = w[row 0..3] · x`, the results `step` apart, old values added if `add`.
    static void four(
            int k, float[] x, int xo, float[] w, int wo, int ldw, float[] out, int at, int step, boolean add) {
        int w1 = wo + ldw;
        int w2 = w1 + ldw;
        int w3 = w2 + ldw;
        FloatVector s0 = FloatVector.zero(F), t0 = s0, s1 = s0, t1 = s0, s2 = s0, t2 = s0, s3 = s0, t3 = s0;
        int p = 0;
        for (; p <= k - 2 * LANES; p += 2 * LANES) {
            var u = FloatVector.fromArray(F, x, xo + p);
            var v = FloatVector.fromArray(F, x, xo + p + LANES);
            s0 = u.fma(FloatVector.fromArray(F, w, wo + p), s0);
            t0 = v.fma(FloatVector.fromArray(F, w, wo + p + LANES), t0);
            s1 = u.fma(FloatVector.fromArray(F, w, w1 + p), s1);
            t1 = v.fma(FloatVector.fromArray(F, w, w1 + p + LANES), t1);
            s2 = u.fma(FloatVector.fromArray(F, w, w2 + p), s2);
            t2 = v.fma(FloatVector.fromArray(F, w, w2 + p + LANES), t2);
            s3 = u.fma(FloatVector.fromArray(F, w, w3 + p), s3);
            t3 = v.fma(FloatVector.fromArray(F, w, w3 + p + LANES), t3);
        }
        put(s0, t0, k, p, x, xo, w, wo, out, at, add);
        put(s1, t1, k, p, x, xo, w, w1, out, at + step, add);
        put(s2, t2, k, p, x, xo, w, w2, out, at + 2 * step, add);
        put(s3, t3, k, p, x, xo, w, w3, out, at + 3 * step, add);
    }

    static void one(int k, float[] x, int xo, float[] w, int wo, float[] out, int at, boolean add) {
        FloatVector s = FloatVector.zero(F), t = s;
        int p = 0;
        for (; p <= k - 2 * LANES; p += 2 * LANES) {
            s = FloatVector.fromArray(F, x, xo + p).fma(FloatVector.fromArray(F, w, wo + p), s);
            t = FloatVector.fromArray(F, x, xo + p + LANES).fma(FloatVector.fromArray(F, w, wo + p + LANES), t);
        }
        put(s, t, k, p, x, xo, w, wo, out, at, add);
    }

    private static void put(
            FloatVector s, FloatVector t, int k, int from, float[] x, int xo, float[] w, int wo, float[] out, int at,
            boolean add) {
        float sum = s.add(t).reduceLanes(VectorOperators.ADD);
        for (int p = from; p < k; p++) {
            sum += x[xo + p] * w[wo + p];
        }
        out[at] = add ? out[at] + sum : sum;
    }
}
