package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.HALVES;
import static formers.tensor.kernels.PanelVectors.I;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorPanels.FOUR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The innermost loops of products with 16-bit numbers, for both kinds of them and vectors of rows that
/// begin at `p`, `q`, …. All is written out; [VectorMath] says why.
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
            var v = FloatVector.broadcast(F, x[xo + j]);
            int at = j * BYTES;
            sumP = ((IntVector) ByteVector.fromArray(HALVES, data, p + at)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor)
                    .fma(v, sumP);
            sumQ = ((IntVector) ByteVector.fromArray(HALVES, data, q + at)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor)
                    .fma(v, sumQ);
            sumR = ((IntVector) ByteVector.fromArray(HALVES, data, r + at)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor)
                    .fma(v, sumR);
            sumS = ((IntVector) ByteVector.fromArray(HALVES, data, s + at)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor)
                    .fma(v, sumS);
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// Two vectors of rows times four `x`.
    ///
    /// @param to where the first sum belongs
    void four(byte[] data, int p, int q, int terms, float[] x, int xo, float[] sums, int to) {
        FloatVector p0 = FloatVector.zero(F), p1 = p0, p2 = p0, p3 = p0;
        FloatVector q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        for (int j = 0; j < terms; j++) {
            var wp = ((IntVector) ByteVector.fromArray(HALVES, data, p + j * BYTES)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor);
            var wq = ((IntVector) ByteVector.fromArray(HALVES, data, q + j * BYTES)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor);
            var v = FloatVector.broadcast(F, x[xo + FOUR * j]);
            p0 = wp.fma(v, p0);
            q0 = wq.fma(v, q0);
            v = FloatVector.broadcast(F, x[xo + FOUR * j + 1]);
            p1 = wp.fma(v, p1);
            q1 = wq.fma(v, q1);
            v = FloatVector.broadcast(F, x[xo + FOUR * j + 2]);
            p2 = wp.fma(v, p2);
            q2 = wq.fma(v, q2);
            v = FloatVector.broadcast(F, x[xo + FOUR * j + 3]);
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
            ((IntVector) ByteVector.fromArray(HALVES, data, from + j * BYTES)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, shift)
                    .and(mask)
                    .reinterpretAsFloats()
                    .mul(factor)
                    .intoArray(to, at + j * width);
        }
    }
}
