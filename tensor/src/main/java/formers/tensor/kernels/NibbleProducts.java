package formers.tensor.kernels;

import static formers.tensor.kernels.CodeProducts.SCALES;
import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.high;
import static formers.tensor.kernels.PanelVectors.low;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorMath.load;
import static formers.tensor.kernels.VectorPanels.FOUR;

/// What [CodeProducts] does with bytes, for codes of four bits: a run's first columns are in the low bits,
/// as many others in the high ones. Each is done for itself, and adds to `sums`; in one method, even one
/// loop behind the other, the compiler makes vectors objects. `halves` of blocks have a scale and an offset
/// for 16 columns.
final class NibbleProducts {

    private static final int ROWS = PackedPanels.ROWS;
    private static final int HALF = NibblePanels.COLUMNS / 2;

    private NibbleProducts() {}

    /// Four vectors of rows, whose codes begin at `p` to `s`, times the first columns of `x`, which are at
    /// `xo`.
    static void oneLow(
            byte[] data, int p, int q, int r, int s, int halves, float[] scales, float[] x, int xo, float[] sums) {
        var sumP = load(sums, 0);
        var sumQ = load(sums, LANES);
        var sumR = load(sums, 2 * LANES);
        var sumS = load(sums, 3 * LANES);
        for (int half = 0; half < halves; half++) {
            int at = half * HALF * ROWS;
            int from = xo + half * HALF;
            int scale = half / 2 * SCALES;
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            var scaleR = load(scales, scale + 4 * LANES);
            var offsetR = load(scales, scale + 5 * LANES);
            var scaleS = load(scales, scale + 6 * LANES);
            var offsetS = load(scales, scale + 7 * LANES);
            for (int j = 0; j < HALF; j++) {
                var v = all(x, from + j);
                sumP = low(data, p + at + j * ROWS).fma(scaleP, offsetP).fma(v, sumP);
                sumQ = low(data, q + at + j * ROWS).fma(scaleQ, offsetQ).fma(v, sumQ);
                sumR = low(data, r + at + j * ROWS).fma(scaleR, offsetR).fma(v, sumR);
                sumS = low(data, s + at + j * ROWS).fma(scaleS, offsetS).fma(v, sumS);
            }
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// The same for the other columns.
    static void oneHigh(
            byte[] data, int p, int q, int r, int s, int halves, float[] scales, float[] x, int xo, float[] sums) {
        var sumP = load(sums, 0);
        var sumQ = load(sums, LANES);
        var sumR = load(sums, 2 * LANES);
        var sumS = load(sums, 3 * LANES);
        for (int half = 0; half < halves; half++) {
            int at = half * HALF * ROWS;
            int from = xo + half * HALF;
            int scale = (halves + half) / 2 * SCALES;
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            var scaleR = load(scales, scale + 4 * LANES);
            var offsetR = load(scales, scale + 5 * LANES);
            var scaleS = load(scales, scale + 6 * LANES);
            var offsetS = load(scales, scale + 7 * LANES);
            for (int j = 0; j < HALF; j++) {
                var v = all(x, from + j);
                sumP = high(data, p + at + j * ROWS).fma(scaleP, offsetP).fma(v, sumP);
                sumQ = high(data, q + at + j * ROWS).fma(scaleQ, offsetQ).fma(v, sumQ);
                sumR = high(data, r + at + j * ROWS).fma(scaleR, offsetR).fma(v, sumR);
                sumS = high(data, s + at + j * ROWS).fma(scaleS, offsetS).fma(v, sumS);
            }
        }
        sumP.intoArray(sums, 0);
        sumQ.intoArray(sums, LANES);
        sumR.intoArray(sums, 2 * LANES);
        sumS.intoArray(sums, 3 * LANES);
    }

    /// Two vectors of rows times the first columns of four `x`.
    ///
    /// @param so where their scales begin
    /// @param to where their first sum is
    static void fourLow(
            byte[] data, int p, int q, int halves, float[] scales, int so, float[] x, int xo, float[] sums, int to) {
        var p0 = load(sums, to);
        var q0 = load(sums, to + LANES);
        var p1 = load(sums, to + 4 * LANES);
        var q1 = load(sums, to + 5 * LANES);
        var p2 = load(sums, to + 8 * LANES);
        var q2 = load(sums, to + 9 * LANES);
        var p3 = load(sums, to + 12 * LANES);
        var q3 = load(sums, to + 13 * LANES);
        for (int half = 0; half < halves; half++) {
            int at = half * HALF * ROWS;
            int from = xo + half * HALF * FOUR;
            int scale = so + half / 2 * SCALES;
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            for (int j = 0; j < HALF; j++) {
                int step = from + j * FOUR;
                var wp = low(data, p + at + j * ROWS).fma(scaleP, offsetP);
                var wq = low(data, q + at + j * ROWS).fma(scaleQ, offsetQ);
                var v = all(x, step);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                v = all(x, step + 1);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                v = all(x, step + 2);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                v = all(x, step + 3);
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

    /// The same for the other columns.
    static void fourHigh(
            byte[] data, int p, int q, int halves, float[] scales, int so, float[] x, int xo, float[] sums, int to) {
        var p0 = load(sums, to);
        var q0 = load(sums, to + LANES);
        var p1 = load(sums, to + 4 * LANES);
        var q1 = load(sums, to + 5 * LANES);
        var p2 = load(sums, to + 8 * LANES);
        var q2 = load(sums, to + 9 * LANES);
        var p3 = load(sums, to + 12 * LANES);
        var q3 = load(sums, to + 13 * LANES);
        for (int half = 0; half < halves; half++) {
            int at = half * HALF * ROWS;
            int from = xo + half * HALF * FOUR;
            int scale = so + (halves + half) / 2 * SCALES;
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            for (int j = 0; j < HALF; j++) {
                int step = from + j * FOUR;
                var wp = high(data, p + at + j * ROWS).fma(scaleP, offsetP);
                var wq = high(data, q + at + j * ROWS).fma(scaleQ, offsetQ);
                var v = all(x, step);
                p0 = wp.fma(v, p0);
                q0 = wq.fma(v, q0);
                v = all(x, step + 1);
                p1 = wp.fma(v, p1);
                q1 = wq.fma(v, q1);
                v = all(x, step + 2);
                p2 = wp.fma(v, p2);
                q2 = wq.fma(v, q2);
                v = all(x, step + 3);
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
    static void unpack(byte[] data, int codes, int halves, float[] scales, int so, float[] to, int at, int width) {
        for (int half = 0; half < halves; half++) {
            int from = codes + half * HALF * ROWS;
            int first = at + half * HALF * width;
            int other = first + halves * HALF * width;
            var scale = load(scales, so + half / 2 * SCALES);
            var offset = load(scales, so + half / 2 * SCALES + LANES);
            var scaleOther = load(scales, so + (halves + half) / 2 * SCALES);
            var offsetOther = load(scales, so + (halves + half) / 2 * SCALES + LANES);
            for (int j = 0; j < HALF; j++) {
                low(data, from + j * ROWS).fma(scale, offset).intoArray(to, first + j * width);
                high(data, from + j * ROWS).fma(scaleOther, offsetOther).intoArray(to, other + j * width);
            }
        }
    }
}
