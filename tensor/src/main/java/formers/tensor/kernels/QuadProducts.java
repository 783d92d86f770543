package formers.tensor.kernels;

import static formers.tensor.kernels.CodeProducts.SCALES;
import static formers.tensor.kernels.PanelVectors.HALF_FACTOR;
import static formers.tensor.kernels.PinnedTiles.NEVER;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorPanels.FOUR;
import static formers.tensor.kernels.VectorPanels.STEP;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of products with [QuadPanels], for vectors of eight rows whose codes begin at `p`,
/// `q`, …. A code is put to the top of its 32 bits, and so becomes a float 2²⁴ times as large; its scale is as
/// much smaller. Both are exact: sums are those of [CodeProducts].
///
/// All is written out ([VectorMath] says why), with tests that never hold ([PinnedTiles] says why).
final class QuadProducts {

    /// What the bits of a half-precision scale are multiplied with.
    static final float SCALE_FACTOR = HALF_FACTOR * 0x1p-24f;

    private static final VectorSpecies<Byte> QUADS = ByteVector.SPECIES_256;

    private static final int ROWS = PackedPanels.ROWS;
    private static final int COLUMNS = QuadPanels.COLUMNS;
    private static final int TOP = 0xFF000000;

    private QuadProducts() {}

    /// The rows times `x`.
    static void one(
            byte[] data, int p, int q, int r, int s, int groups, float[] scales, float[] x, int xo, float[] sums) {
        FloatVector sumP = FloatVector.zero(F), sumQ = sumP, sumR = sumP, sumS = sumP;
        for (int group = 0; group < groups; group++) {
            int scale = group * SCALES;
            var scaleP = FloatVector.fromArray(F, scales, scale);
            var scaleQ = FloatVector.fromArray(F, scales, scale + 2 * LANES);
            var scaleR = FloatVector.fromArray(F, scales, scale + 4 * LANES);
            var scaleS = FloatVector.fromArray(F, scales, scale + 6 * LANES);
            for (int j = group * COLUMNS; j < (group + 1) * COLUMNS; j += 4) {
                var wp = ByteVector.fromArray(QUADS, data, p + j * ROWS).reinterpretAsInts();
                var wq = ByteVector.fromArray(QUADS, data, q + j * ROWS).reinterpretAsInts();
                var wr = ByteVector.fromArray(QUADS, data, r + j * ROWS).reinterpretAsInts();
                var ws = ByteVector.fromArray(QUADS, data, s + j * ROWS).reinterpretAsInts();
                var v = FloatVector.broadcast(F, x[xo + j]);
                sumP = ((FloatVector) wp.lanewise(LSHL, 24).convertShape(I2F, F, 0))
                        .mul(scaleP)
                        .fma(v, sumP);
                sumQ = ((FloatVector) wq.lanewise(LSHL, 24).convertShape(I2F, F, 0))
                        .mul(scaleQ)
                        .fma(v, sumQ);
                sumR = ((FloatVector) wr.lanewise(LSHL, 24).convertShape(I2F, F, 0))
                        .mul(scaleR)
                        .fma(v, sumR);
                sumS = ((FloatVector) ws.lanewise(LSHL, 24).convertShape(I2F, F, 0))
                        .mul(scaleS)
                        .fma(v, sumS);
                if (j == NEVER) {
                    break;
                }
                v = FloatVector.broadcast(F, x[xo + j + 1]);
                sumP = ((FloatVector) wp.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleP)
                        .fma(v, sumP);
                sumQ = ((FloatVector) wq.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleQ)
                        .fma(v, sumQ);
                sumR = ((FloatVector) wr.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleR)
                        .fma(v, sumR);
                sumS = ((FloatVector) ws.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleS)
                        .fma(v, sumS);
                if (j == NEVER - 1) {
                    break;
                }
                v = FloatVector.broadcast(F, x[xo + j + 2]);
                sumP = ((FloatVector) wp.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleP)
                        .fma(v, sumP);
                sumQ = ((FloatVector) wq.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleQ)
                        .fma(v, sumQ);
                sumR = ((FloatVector) wr.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleR)
                        .fma(v, sumR);
                sumS = ((FloatVector) ws.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleS)
                        .fma(v, sumS);
                if (j == NEVER - 2) {
                    break;
                }
                v = FloatVector.broadcast(F, x[xo + j + 3]);
                sumP = ((FloatVector) wp.and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleP)
                        .fma(v, sumP);
                sumQ = ((FloatVector) wq.and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleQ)
                        .fma(v, sumQ);
                sumR = ((FloatVector) wr.and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleR)
                        .fma(v, sumR);
                sumS = ((FloatVector) ws.and(TOP).convertShape(I2F, F, 0))
                        .mul(scaleS)
                        .fma(v, sumS);
            }
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// Two vectors of rows times four `x`.
    ///
    /// @param so where the scales of the first vector are
    /// @param x  values of the four side by side for each column
    /// @param to where the first sum belongs
    static void twoByFour(
            byte[] data, int p, int q, int groups, float[] scales, int so, float[] x, int xo, float[] sums, int to) {
        FloatVector p0 = FloatVector.zero(F), p1 = p0, p2 = p0, p3 = p0;
        FloatVector q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        for (int group = 0; group < groups; group++) {
            var scaleP = FloatVector.fromArray(F, scales, so + group * SCALES);
            var scaleQ = FloatVector.fromArray(F, scales, so + group * SCALES + 2 * LANES);
            for (int j = group * COLUMNS; j < (group + 1) * COLUMNS; j += 4) {
                var codesP = ByteVector.fromArray(QUADS, data, p + j * ROWS).reinterpretAsInts();
                var codesQ = ByteVector.fromArray(QUADS, data, q + j * ROWS).reinterpretAsInts();
                int i = xo + FOUR * j;
                var wp = ((FloatVector) codesP.lanewise(LSHL, 24).convertShape(I2F, F, 0)).mul(scaleP);
                var wq = ((FloatVector) codesQ.lanewise(LSHL, 24).convertShape(I2F, F, 0)).mul(scaleQ);
                var v = FloatVector.broadcast(F, x[i]);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                v = FloatVector.broadcast(F, x[i + 1]);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                v = FloatVector.broadcast(F, x[i + 2]);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                v = FloatVector.broadcast(F, x[i + 3]);
                p3 = wp.fma(v, p3);
                q3 = wq.fma(v, q3);
                if (j == NEVER) {
                    break;
                }
                wp = ((FloatVector) codesP.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0)).mul(scaleP);
                wq = ((FloatVector) codesQ.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0)).mul(scaleQ);
                v = FloatVector.broadcast(F, x[i + 4]);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                v = FloatVector.broadcast(F, x[i + 5]);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                v = FloatVector.broadcast(F, x[i + 6]);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                v = FloatVector.broadcast(F, x[i + 7]);
                p3 = wp.fma(v, p3);
                q3 = wq.fma(v, q3);
                if (j == NEVER - 1) {
                    break;
                }
                wp = ((FloatVector) codesP.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0)).mul(scaleP);
                wq = ((FloatVector) codesQ.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0)).mul(scaleQ);
                v = FloatVector.broadcast(F, x[i + 8]);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                v = FloatVector.broadcast(F, x[i + 9]);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                v = FloatVector.broadcast(F, x[i + 10]);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                v = FloatVector.broadcast(F, x[i + 11]);
                p3 = wp.fma(v, p3);
                q3 = wq.fma(v, q3);
                if (j == NEVER - 2) {
                    break;
                }
                wp = ((FloatVector) codesP.and(TOP).convertShape(I2F, F, 0)).mul(scaleP);
                wq = ((FloatVector) codesQ.and(TOP).convertShape(I2F, F, 0)).mul(scaleQ);
                v = FloatVector.broadcast(F, x[i + 12]);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                v = FloatVector.broadcast(F, x[i + 13]);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                v = FloatVector.broadcast(F, x[i + 14]);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                v = FloatVector.broadcast(F, x[i + 15]);
                p3 = wp.fma(v, p3);
                q3 = wq.fma(v, q3);
            }
        }
        p0.intoArray(sums, to);
        q0.intoArray(sums, to + LANES);
        p1.intoArray(sums, to + STEP);
        q1.intoArray(sums, to + STEP + LANES);
        p2.intoArray(sums, to + 2 * STEP);
        q2.intoArray(sums, to + 2 * STEP + LANES);
        p3.intoArray(sums, to + 3 * STEP);
        q3.intoArray(sums, to + 3 * STEP + LANES);
    }

    /// One vector of rows as numbers, column by column, each `width` behind the one before.
    static void unpack(byte[] data, int codes, int groups, float[] scales, int so, float[] to, int at, int width) {
        for (int group = 0; group < groups; group++) {
            var scale = FloatVector.fromArray(F, scales, so + group * SCALES);
            for (int j = group * COLUMNS; j < (group + 1) * COLUMNS; j += 4) {
                var w = ByteVector.fromArray(QUADS, data, codes + j * ROWS).reinterpretAsInts();
                int t = at + j * width;
                ((FloatVector) w.lanewise(LSHL, 24).convertShape(I2F, F, 0))
                        .mul(scale)
                        .intoArray(to, t);
                ((FloatVector) w.lanewise(LSHL, 16).and(TOP).convertShape(I2F, F, 0))
                        .mul(scale)
                        .intoArray(to, t + width);
                ((FloatVector) w.lanewise(LSHL, 8).and(TOP).convertShape(I2F, F, 0))
                        .mul(scale)
                        .intoArray(to, t + 2 * width);
                ((FloatVector) w.and(TOP).convertShape(I2F, F, 0)).mul(scale).intoArray(to, t + 3 * width);
            }
        }
    }
}
