package formers.tensor.kernels;

import static formers.tensor.kernels.CodeProducts.SCALES;
import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.high;
import static formers.tensor.kernels.PanelVectors.low;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/// What [CodeProducts#one] is for bytes, for codes of four bits that are read where they lie: splitting
/// them first, as is done for several `x`, would take longer than the product itself.
final class NibbleProducts {

    private static final int ROWS = PackedPanels.ROWS;
    private static final int PAIRS = NibblePanels.PAIRS;

    private NibbleProducts() {}

    /// Two of the vectors of rows, whose codes begin at `p` and `q`, times `x`; not all, because with four
    /// the compiler makes some of them objects.
    ///
    /// @param so where their scales begin
    static void one(
            byte[] data, int p, int q, int blocks, float[] scales, int so, float[] x, int xo, float[] sums, int to) {
        var sumP = FloatVector.zero(F);
        var sumQ = sumP;
        for (int block = 0; block < blocks; block++) {
            int at = block * PAIRS * ROWS;
            int from = xo + block * 2 * PAIRS;
            int scale = so + block * SCALES;
            var scaleP = load(scales, scale);
            var offsetP = load(scales, scale + LANES);
            var scaleQ = load(scales, scale + 2 * LANES);
            var offsetQ = load(scales, scale + 3 * LANES);
            for (int j = 0; j < PAIRS; j++) {
                var v = all(x, from + j);
                sumP = low(data, p + at + j * ROWS).fma(scaleP, offsetP).fma(v, sumP);
                sumQ = low(data, q + at + j * ROWS).fma(scaleQ, offsetQ).fma(v, sumQ);
            }
            for (int j = 0; j < PAIRS; j++) {
                var v = all(x, from + PAIRS + j);
                sumP = high(data, p + at + j * ROWS).fma(scaleP, offsetP).fma(v, sumP);
                sumQ = high(data, q + at + j * ROWS).fma(scaleQ, offsetQ).fma(v, sumQ);
            }
        }
        sumP.intoArray(sums, to);
        sumQ.intoArray(sums, to + LANES);
    }
}
