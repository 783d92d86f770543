package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorPanels.FOUR;

import jdk.incubator.vector.FloatVector;

/// The innermost loops of products with 16-bit numbers, for both kinds of them and vectors of rows that
/// begin at `p`, `q`, ….
///
/// @param shift  how far bits are from where a float has them
/// @param mask   which bits of the shifted number count
/// @param factor what the number then lacks
record HalfProducts(int shift, int mask, float factor) {

    private static final int BYTES = HalfPanels.BYTES;

    /// Four vectors of rows times `x`.
    void one(byte[] data, int p, int q, int r, int s, int terms, float[] x, int xo, float[] sums) {
        FloatVector sumP = FloatVector.zero(F), sumQ = sumP, sumR = sumP, sumS = sumP;
        for (int j = 0; j < terms; j++) {
            var v = all(x, xo + j);
            int at = j * BYTES;
            sumP = halves(data, p + at, shift, mask).mul(factor).fma(v, sumP);
            sumQ = halves(data, q + at, shift, mask).mul(factor).fma(v, sumQ);
            sumR = halves(data, r + at, shift, mask).mul(factor).fma(v, sumR);
            sumS = halves(data, s + at, shift, mask).mul(factor).fma(v, sumS);
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// Two vectors of rows times four `x`; not all, because with four the compiler makes some of them
    /// objects.
    ///
    /// @param to where the first sum belongs
    void four(byte[] data, int p, int q, int terms, float[] x, int xo, float[] sums, int to) {
        FloatVector p0 = FloatVector.zero(F), p1 = p0, p2 = p0, p3 = p0;
        FloatVector q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        for (int j = 0; j < terms; j++) {
            var wp = halves(data, p + j * BYTES, shift, mask).mul(factor);
            var wq = halves(data, q + j * BYTES, shift, mask).mul(factor);
            var v = all(x, xo + FOUR * j);
            p0 = wp.fma(v, p0);
            q0 = wq.fma(v, q0);
            v = all(x, xo + FOUR * j + 1);
            p1 = wp.fma(v, p1);
            q1 = wq.fma(v, q1);
            v = all(x, xo + FOUR * j + 2);
            p2 = wp.fma(v, p2);
            q2 = wq.fma(v, q2);
            v = all(x, xo + FOUR * j + 3);
            p3 = wp.fma(v, p3);
            q3 = wq.fma(v, q3);
        }
        p0.intoArray(sums, to);
        q0.intoArray(sums, to + LANES);
        p1.intoArray(sums, to + 4 * LANES);
        q1.intoArray(sums, to + 5 * LANES);
        p2.intoArray(sums, to + 8 * LANES);
        q2.intoArray(sums, to + 9 * LANES);
        p3.intoArray(sums, to + 12 * LANES);
        q3.intoArray(sums, to + 13 * LANES);
    }

    /// One vector of rows as numbers.
    void unpack(byte[] data, int from, int terms, float[] to, int at, int width) {
        for (int j = 0; j < terms; j++) {
            halves(data, from + j * BYTES, shift, mask).mul(factor).intoArray(to, at + j * width);
        }
    }
}
