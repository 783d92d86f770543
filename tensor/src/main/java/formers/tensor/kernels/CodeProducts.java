package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.signed;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorMath.load;
import static formers.tensor.kernels.VectorPanels.FOUR;

import jdk.incubator.vector.FloatVector;

/// The innermost loops of products with codes that are signed bytes, for four vectors of rows, whose codes
/// begin at `p` to `s`. `scales` has for each group of columns a vector of scales and one of offsets for
/// each of them.
///
/// [#one] and [#four] are longer (325 bytes) than what the compiler puts into their callers. There, beside
/// others of their kind, some of their vectors would become objects, and the product fifty times slower.
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
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            var scaleR = load(scales, scale + 4 * LANES);
            var offsetR = load(scales, scale + 5 * LANES);
            var scaleS = load(scales, scale + 6 * LANES);
            var offsetS = load(scales, scale + 7 * LANES);
            for (int j = 0; j < columns; j++) {
                var v = all(x, from + j);
                sumP = signed(data, p + at + j * ROWS).fma(scaleP, offsetP).fma(v, sumP);
                sumQ = signed(data, q + at + j * ROWS).fma(scaleQ, offsetQ).fma(v, sumQ);
                sumR = signed(data, r + at + j * ROWS).fma(scaleR, offsetR).fma(v, sumR);
                sumS = signed(data, s + at + j * ROWS).fma(scaleS, offsetS).fma(v, sumS);
            }
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// The same for four `x`.
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
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            var scaleR = load(scales, scale + 4 * LANES);
            var offsetR = load(scales, scale + 5 * LANES);
            var scaleS = load(scales, scale + 6 * LANES);
            var offsetS = load(scales, scale + 7 * LANES);
            for (int j = 0; j < columns; j++) {
                var wp = signed(data, p + at + j * ROWS).fma(scaleP, offsetP);
                var wq = signed(data, q + at + j * ROWS).fma(scaleQ, offsetQ);
                var wr = signed(data, r + at + j * ROWS).fma(scaleR, offsetR);
                var ws = signed(data, s + at + j * ROWS).fma(scaleS, offsetS);
                var v = all(x, from + FOUR * j);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                r0 = wr.fma(v, r0);
                s0 = ws.fma(v, s0);
                v = all(x, from + FOUR * j + 1);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                r1 = wr.fma(v, r1);
                s1 = ws.fma(v, s1);
                v = all(x, from + FOUR * j + 2);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                r2 = wr.fma(v, r2);
                s2 = ws.fma(v, s2);
                v = all(x, from + FOUR * j + 3);
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

    /// One vector of rows as numbers.
    static void unpack(
            byte[] data, int codes, int columns, int groups, float[] scales, int so, float[] to, int at, int width) {
        for (int group = 0; group < groups; group++) {
            int from = codes + group * columns * ROWS;
            int first = at + group * columns * width;
            var scale = load(scales, so + group * SCALES);
            var offset = load(scales, so + group * SCALES + LANES);
            for (int j = 0; j < columns; j++) {
                signed(data, from + j * ROWS).fma(scale, offset).intoArray(to, first + j * width);
            }
        }
    }
}
