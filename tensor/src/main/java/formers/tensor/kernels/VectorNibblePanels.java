package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.PanelVectors.high;
import static formers.tensor.kernels.PanelVectors.low;
import static formers.tensor.kernels.PanelVectors.unsigned;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;

/// [NibblePanels] on the Vector API. Codes are multiplied as they are, and 8 times the sum of the block's `x` is taken
/// off.
final class VectorNibblePanels implements VectorPanels {

    private static final int ROWS = PackedPanels.ROWS;

    private final NibblePanels w;

    VectorNibblePanels(NibblePanels w) {
        this.w = w;
    }

    @Override
    public int run() {
        return NibblePanels.COLUMNS;
    }

    @Override
    public void multiply(int row, float[] x, int xo, float[] sums, float[] y, int yo) {
        multiply(
                w.data,
                VectorPanels.lane(w, row),
                VectorPanels.lane(w, row + LANES),
                row % ROWS,
                w.blocks,
                x,
                xo,
                sums,
                y,
                yo);
    }

    private static void multiply(
            byte[] data, int p, int q, int lane, int blocks, float[] x, int xo, float[] sums, float[] y, int yo) {
        int laneQ = (lane + LANES) % ROWS;
        var accP = FloatVector.zero(F);
        var accQ = FloatVector.zero(F);
        for (int block = 0; block < blocks; block++) {
            int atP = p + block * NibblePanels.BYTES;
            int atQ = q + block * NibblePanels.BYTES;
            int codesP = atP + NibblePanels.CODES + lane;
            int codesQ = atQ + NibblePanels.CODES + laneQ;
            int from = xo + block * NibblePanels.COLUMNS;
            var p0 = FloatVector.broadcast(F, -NibblePanels.ZERO * sums[block]);
            var p1 = FloatVector.zero(F);
            var q0 = p0;
            var q1 = FloatVector.zero(F);
            for (int j = 0; j < NibblePanels.PAIRS; j++) {
                var pairsP = unsigned(data, codesP + j * ROWS);
                var pairsQ = unsigned(data, codesQ + j * ROWS);
                var x0 = all(x, from + j);
                var x1 = all(x, from + NibblePanels.PAIRS + j);
                p0 = low(pairsP).fma(x0, p0);
                q0 = low(pairsQ).fma(x0, q0);
                p1 = high(pairsP).fma(x1, p1);
                q1 = high(pairsQ).fma(x1, q1);
            }
            accP = halves(data, atP + 2 * lane).fma(p0.add(p1), accP);
            accQ = halves(data, atQ + 2 * laneQ).fma(q0.add(q1), accQ);
        }
        accP.intoArray(y, yo);
        accQ.intoArray(y, yo + LANES);
    }

    @Override
    public void unpack(int row, int term, int terms, float[] to, int at, int width) {
        int panel = VectorPanels.lane(w, row);
        int lane = row % ROWS;
        for (int p = 0; p < terms; p += NibblePanels.COLUMNS) {
            int block = panel + (term + p) / NibblePanels.COLUMNS * NibblePanels.BYTES;
            unpack(w.data, block + 2 * lane, block + NibblePanels.CODES + lane, to, at + p * width, width);
        }
    }

    private static void unpack(byte[] data, int scales, int codes, float[] to, int at, int width) {
        var scale = halves(data, scales);
        for (int j = 0; j < NibblePanels.PAIRS; j++) {
            var pairs = unsigned(data, codes + j * ROWS);
            low(pairs).sub(NibblePanels.ZERO).mul(scale).intoArray(to, at + j * width);
            high(pairs).sub(NibblePanels.ZERO).mul(scale).intoArray(to, at + (j + NibblePanels.PAIRS) * width);
        }
    }
}
