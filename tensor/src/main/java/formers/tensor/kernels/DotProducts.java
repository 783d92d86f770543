package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import formers.tensor.threads.Threads;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// A few vectors against a matrix whose rows they all multiply: the matrix is read once, at the speed of memory.
///
/// Every element is summed in one order: a vector of partial sums, folded in halves, then the terms of the last
/// incomplete vector. `reduceLanes` would not do: its order may change when the compiler takes over from the
/// interpreter, and with it the last bits.
final class DotProducts {

    /// Matrix elements per piece of work.
    private static final int GRAIN = 1 << 16;

    private static final int HALF = LANES / 2;
    private static final int QUARTER = LANES / 4;
    private static final VectorMask<Float> IN_UPPER_HALF = lanesWith(HALF);
    private static final VectorMask<Float> IN_ODD_QUARTER = lanesWith(QUARTER);
    private static final VectorShuffle<Float> SWAP_HALVES = swap(HALF);
    private static final VectorShuffle<Float> SWAP_QUARTERS = swap(QUARTER);
    private static final VectorShuffle<Float> SWAP_PAIRS = swap(2);
    private static final VectorShuffle<Float> SWAP_NEIGHBOURS = swap(1);

    /// Sums of two rows by four columns; those of one row are a vector, a quarter of it for each column.
    private static final ThreadLocal<float[]> SUMS = ThreadLocal.withInitial(() -> new float[2 * LANES]);

    private DotProducts() {}

    private static VectorMask<Float> lanesWith(int bit) {
        boolean[] lanes = new boolean[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(F, lanes, 0);
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(F, i -> (i ^ distance) % LANES);
    }

    /// `out[i, j] += x[i] · w[j]`.
    ///
    /// @param rows vectors `x`, `ldx` apart, and rows of `out`, `ldo` apart
    /// @param n    rows of `w`, `ldw` apart
    static void multiply(
            int rows,
            int n,
            int k,
            float[] x,
            int xo,
            int ldx,
            float[] w,
            int wo,
            int ldw,
            float[] out,
            int oo,
            int ldo) {
        int grain = Math.max(4, GRAIN / k & -4);
        Threads.forRanges(n, grain, (from, to) -> {
            float[] sums = SUMS.get();
            for (int j = from; j < to; j += 4) {
                int columns = Math.min(4, to - j);
                int wj = wo + j * ldw;
                int at = oo + j;
                int i = 0;
                for (; i < rows - 1; i += 2) {
                    int xi = xo + i * ldx;
                    twoByFour(columns, k, x, xi, xi + ldx, w, wj, ldw, sums);
                    add(columns, k, x, xi, w, wj, ldw, sums, 0, out, at + i * ldo);
                    add(columns, k, x, xi + ldx, w, wj, ldw, sums, LANES, out, at + (i + 1) * ldo);
                }
                if (i < rows) {
                    oneByFour(columns, k, x, xo + i * ldx, w, wj, ldw, sums);
                    add(columns, k, x, xo + i * ldx, w, wj, ldw, sums, 0, out, at + i * ldo);
                }
            }
        });
    }

    /// Sums over the whole vectors of terms. With fewer than four columns the last stands in for the missing
    /// ones.
    private static void oneByFour(int columns, int k, float[] x, int xo, float[] w, int w0, int ldw, float[] sums) {
        int w1 = w0 + Math.min(1, columns - 1) * ldw;
        int w2 = w0 + Math.min(2, columns - 1) * ldw;
        int w3 = w0 + (columns - 1) * ldw;
        FloatVector s0 = FloatVector.zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int p = 0; p <= k - LANES; p += LANES) {
            var u = FloatVector.fromArray(F, x, xo + p);
            s0 = u.fma(FloatVector.fromArray(F, w, w0 + p), s0);
            s1 = u.fma(FloatVector.fromArray(F, w, w1 + p), s1);
            s2 = u.fma(FloatVector.fromArray(F, w, w2 + p), s2);
            s3 = u.fma(FloatVector.fromArray(F, w, w3 + p), s3);
        }
        fold(s0, s1, s2, s3).intoArray(sums, 0);
    }

    private static void twoByFour(
            int columns, int k, float[] x, int x0, int x1, float[] w, int w0, int ldw, float[] sums) {
        int w1 = w0 + Math.min(1, columns - 1) * ldw;
        int w2 = w0 + Math.min(2, columns - 1) * ldw;
        int w3 = w0 + (columns - 1) * ldw;
        FloatVector s0 = FloatVector.zero(F), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
        for (int p = 0; p <= k - LANES; p += LANES) {
            var u = FloatVector.fromArray(F, x, x0 + p);
            var v = FloatVector.fromArray(F, x, x1 + p);
            var y = FloatVector.fromArray(F, w, w0 + p);
            s0 = u.fma(y, s0);
            t0 = v.fma(y, t0);
            y = FloatVector.fromArray(F, w, w1 + p);
            s1 = u.fma(y, s1);
            t1 = v.fma(y, t1);
            y = FloatVector.fromArray(F, w, w2 + p);
            s2 = u.fma(y, s2);
            t2 = v.fma(y, t2);
            y = FloatVector.fromArray(F, w, w3 + p);
            s3 = u.fma(y, s3);
            t3 = v.fma(y, t3);
        }
        fold(s0, s1, s2, s3).intoArray(sums, 0);
        fold(t0, t1, t2, t3).intoArray(sums, LANES);
    }

    /// The sums of the lanes of the vectors 0, 2, 1, 3, each in all lanes of a quarter.
    private static FloatVector fold(FloatVector v0, FloatVector v1, FloatVector v2, FloatVector v3) {
        var v01 = v0.blend(v1, IN_UPPER_HALF).add(v1.blend(v0, IN_UPPER_HALF).rearrange(SWAP_HALVES));
        var v23 = v2.blend(v3, IN_UPPER_HALF).add(v3.blend(v2, IN_UPPER_HALF).rearrange(SWAP_HALVES));
        var all = v01.blend(v23, IN_ODD_QUARTER)
                .add(v23.blend(v01, IN_ODD_QUARTER).rearrange(SWAP_QUARTERS));
        if (QUARTER > 2) {
            all = all.add(all.rearrange(SWAP_PAIRS));
        }
        return QUARTER > 1 ? all.add(all.rearrange(SWAP_NEIGHBOURS)) : all;
    }

    /// Adds to `out` the sums of one row and the terms they lack.
    private static void add(
            int columns,
            int k,
            float[] x,
            int xo,
            float[] w,
            int wo,
            int ldw,
            float[] sums,
            int so,
            float[] out,
            int at) {
        int whole = F.loopBound(k);
        for (int j = 0; j < columns; j++) {
            float sum = sums[so + ((j & 1) << 1 | j >> 1) * QUARTER];
            for (int p = whole; p < k; p++) {
                sum += x[xo + p] * w[wo + j * ldw + p];
            }
            out[at + j] += sum;
        }
    }
}
