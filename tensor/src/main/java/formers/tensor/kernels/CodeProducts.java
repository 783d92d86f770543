package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.BYTES;
import static formers.tensor.kernels.PinnedTiles.NEVER;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorPanels.FOUR;
import static jdk.incubator.vector.VectorOperators.B2F;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/// The innermost loops of products with codes that are signed bytes, for vectors of rows, whose codes begin at
/// `p`, `q`, …. `scales` has for each group of columns a vector of scales and one of offsets for each of
/// the four vectors of a step.
///
/// All is written out; [VectorMath] says why.
final class CodeProducts {

    /// Elements of `scales` for each group.
    static final int SCALES = 2 * VectorPanels.STEP;

    private static final int ROWS = PackedPanels.ROWS;

    private CodeProducts() {}

    /// The rows times `x`.
    static void one(
            byte[] data,
            int p,
            int q,
            int r,
            int s,
            int columns,
            int groups,
            float[] scales,
            float[] x,
            int xo,
            float[] sums) {
        FloatVector sumP = FloatVector.zero(F), sumQ = sumP, sumR = sumP, sumS = sumP;
        for (int group = 0; group < groups; group++) {
            int at = group * columns * ROWS;
            int from = xo + group * columns;
            int scale = group * SCALES;
            var scaleP = FloatVector.fromArray(F, scales, scale);
            var offsetP = FloatVector.fromArray(F, scales, scale + LANES);
            var scaleQ = FloatVector.fromArray(F, scales, scale + 2 * LANES);
            var offsetQ = FloatVector.fromArray(F, scales, scale + 3 * LANES);
            var scaleR = FloatVector.fromArray(F, scales, scale + 4 * LANES);
            var offsetR = FloatVector.fromArray(F, scales, scale + 5 * LANES);
            var scaleS = FloatVector.fromArray(F, scales, scale + 6 * LANES);
            var offsetS = FloatVector.fromArray(F, scales, scale + 7 * LANES);
            for (int j = 0; j < columns; j++) {
                var v = FloatVector.broadcast(F, x[from + j]);
                sumP = ((FloatVector) ByteVector.fromArray(BYTES, data, p + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleP, offsetP)
                        .fma(v, sumP);
                sumQ = ((FloatVector) ByteVector.fromArray(BYTES, data, q + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleQ, offsetQ)
                        .fma(v, sumQ);
                sumR = ((FloatVector) ByteVector.fromArray(BYTES, data, r + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleR, offsetR)
                        .fma(v, sumR);
                sumS = ((FloatVector) ByteVector.fromArray(BYTES, data, s + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleS, offsetS)
                        .fma(v, sumS);
            }
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// The same where all offsets are zero, which need no registers then. Sums are the same.
    static void oneProportional(
            byte[] data,
            int p,
            int q,
            int r,
            int s,
            int columns,
            int groups,
            float[] scales,
            float[] x,
            int xo,
            float[] sums) {
        FloatVector sumP = FloatVector.zero(F), sumQ = sumP, sumR = sumP, sumS = sumP;
        for (int group = 0; group < groups; group++) {
            int at = group * columns * ROWS;
            int from = xo + group * columns;
            int scale = group * SCALES;
            var scaleP = FloatVector.fromArray(F, scales, scale);
            var scaleQ = FloatVector.fromArray(F, scales, scale + 2 * LANES);
            var scaleR = FloatVector.fromArray(F, scales, scale + 4 * LANES);
            var scaleS = FloatVector.fromArray(F, scales, scale + 6 * LANES);
            for (int j = 0; j < columns; j++) {
                var v = FloatVector.broadcast(F, x[from + j]);
                sumP = ((FloatVector) ByteVector.fromArray(BYTES, data, p + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .mul(scaleP)
                        .fma(v, sumP);
                sumQ = ((FloatVector) ByteVector.fromArray(BYTES, data, q + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .mul(scaleQ)
                        .fma(v, sumQ);
                sumR = ((FloatVector) ByteVector.fromArray(BYTES, data, r + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .mul(scaleR)
                        .fma(v, sumR);
                sumS = ((FloatVector) ByteVector.fromArray(BYTES, data, s + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .mul(scaleS)
                        .fma(v, sumS);
            }
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// The rows times four `x`.
    static void four(
            byte[] data,
            int p,
            int q,
            int r,
            int s,
            int columns,
            int groups,
            float[] scales,
            float[] x,
            int xo,
            float[] sums) {
        FloatVector p0 = FloatVector.zero(F), p1 = p0, p2 = p0, p3 = p0;
        FloatVector q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        FloatVector r0 = p0, r1 = p0, r2 = p0, r3 = p0;
        FloatVector s0 = p0, s1 = p0, s2 = p0, s3 = p0;
        for (int group = 0; group < groups; group++) {
            int at = group * columns * ROWS;
            int from = xo + group * columns * FOUR;
            int scale = group * SCALES;
            var scaleP = FloatVector.fromArray(F, scales, scale);
            var offsetP = FloatVector.fromArray(F, scales, scale + LANES);
            var scaleQ = FloatVector.fromArray(F, scales, scale + 2 * LANES);
            var offsetQ = FloatVector.fromArray(F, scales, scale + 3 * LANES);
            var scaleR = FloatVector.fromArray(F, scales, scale + 4 * LANES);
            var offsetR = FloatVector.fromArray(F, scales, scale + 5 * LANES);
            var scaleS = FloatVector.fromArray(F, scales, scale + 6 * LANES);
            var offsetS = FloatVector.fromArray(F, scales, scale + 7 * LANES);
            for (int j = 0; j < columns; j++) {
                var wp = ((FloatVector) ByteVector.fromArray(BYTES, data, p + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleP, offsetP);
                var wq = ((FloatVector) ByteVector.fromArray(BYTES, data, q + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleQ, offsetQ);
                var wr = ((FloatVector) ByteVector.fromArray(BYTES, data, r + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleR, offsetR);
                var ws = ((FloatVector) ByteVector.fromArray(BYTES, data, s + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleS, offsetS);
                var v = FloatVector.broadcast(F, x[from + FOUR * j]);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                r0 = wr.fma(v, r0);
                s0 = ws.fma(v, s0);
                v = FloatVector.broadcast(F, x[from + FOUR * j + 1]);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                r1 = wr.fma(v, r1);
                s1 = ws.fma(v, s1);
                v = FloatVector.broadcast(F, x[from + FOUR * j + 2]);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                r2 = wr.fma(v, r2);
                s2 = ws.fma(v, s2);
                v = FloatVector.broadcast(F, x[from + FOUR * j + 3]);
                p3 = wp.fma(v, p3);
                q3 = wq.fma(v, q3);
                r3 = wr.fma(v, r3);
                s3 = ws.fma(v, s3);
            }
        }
        p0.intoArray(sums, 0);
        q0.intoArray(sums, LANES);
        r0.intoArray(sums, 2 * LANES);
        s0.intoArray(sums, 3 * LANES);
        p1.intoArray(sums, 4 * LANES);
        q1.intoArray(sums, 5 * LANES);
        r1.intoArray(sums, 6 * LANES);
        s1.intoArray(sums, 7 * LANES);
        p2.intoArray(sums, 8 * LANES);
        q2.intoArray(sums, 9 * LANES);
        r2.intoArray(sums, 10 * LANES);
        s2.intoArray(sums, 11 * LANES);
        p3.intoArray(sums, 12 * LANES);
        q3.intoArray(sums, 13 * LANES);
        r3.intoArray(sums, 14 * LANES);
        s3.intoArray(sums, 15 * LANES);
    }

    /// Two vectors of rows times four `x`: as many sums as sixteen registers have room for.
    ///
    /// @param so where the scales of the first vector are
    /// @param to where its first sum belongs
    static void twoByFour(
            byte[] data,
            int p,
            int q,
            int columns,
            int groups,
            float[] scales,
            int so,
            float[] x,
            int xo,
            float[] sums,
            int to) {
        FloatVector p0 = FloatVector.zero(F), p1 = p0, p2 = p0, p3 = p0;
        FloatVector q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        for (int group = 0; group < groups; group++) {
            int at = group * columns * ROWS;
            int from = xo + group * columns * FOUR;
            int scale = so + group * SCALES;
            var scaleP = FloatVector.fromArray(F, scales, scale);
            var offsetP = FloatVector.fromArray(F, scales, scale + LANES);
            var scaleQ = FloatVector.fromArray(F, scales, scale + 2 * LANES);
            var offsetQ = FloatVector.fromArray(F, scales, scale + 3 * LANES);
            // Tests that never hold keep the compiler from loading all of x at once; PinnedTiles says why.
            for (int j = 0; j < columns; j++) {
                var wp = ((FloatVector) ByteVector.fromArray(BYTES, data, p + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleP, offsetP);
                var wq = ((FloatVector) ByteVector.fromArray(BYTES, data, q + at + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scaleQ, offsetQ);
                var v = FloatVector.broadcast(F, x[from + FOUR * j]);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                if (j == NEVER) {
                    break;
                }
                v = FloatVector.broadcast(F, x[from + FOUR * j + 1]);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                if (j == NEVER - 1) {
                    break;
                }
                v = FloatVector.broadcast(F, x[from + FOUR * j + 2]);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                if (j == NEVER - 2) {
                    break;
                }
                v = FloatVector.broadcast(F, x[from + FOUR * j + 3]);
                p3 = wp.fma(v, p3);
                q3 = wq.fma(v, q3);
            }
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
    static void unpack(
            byte[] data, int codes, int columns, int groups, float[] scales, int so, float[] to, int at, int width) {
        for (int group = 0; group < groups; group++) {
            int from = codes + group * columns * ROWS;
            int first = at + group * columns * width;
            var scale = FloatVector.fromArray(F, scales, so + group * SCALES);
            var offset = FloatVector.fromArray(F, scales, so + group * SCALES + LANES);
            for (int j = 0; j < columns; j++) {
                ((FloatVector) ByteVector.fromArray(BYTES, data, from + j * ROWS)
                                .convertShape(B2F, F, 0))
                        .fma(scale, offset)
                        .intoArray(to, first + j * width);
            }
        }
    }
}
