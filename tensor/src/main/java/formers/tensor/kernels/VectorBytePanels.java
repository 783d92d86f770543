package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.PanelVectors.signed;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;

/// [BytePanels] on the Vector API.
final class VectorBytePanels implements VectorPanels {

    private static final int ROWS = PackedPanels.ROWS;

    private final BytePanels w;

    VectorBytePanels(BytePanels w) {
        this.w = w;
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
                y,
                yo);
    }

    /// Two vectors of rows, whose panels begin at `p` and `q`.
    private static void multiply(
            byte[] data, int p, int q, int lane, int blocks, float[] x, int xo, float[] y, int yo) {
        int laneQ = (lane + LANES) % ROWS;
        var accP = FloatVector.zero(F);
        var accQ = FloatVector.zero(F);
        for (int block = 0; block < blocks; block++) {
            int atP = p + block * BytePanels.BYTES;
            int atQ = q + block * BytePanels.BYTES;
            int codesP = atP + BytePanels.CODES + lane;
            int codesQ = atQ + BytePanels.CODES + laneQ;
            int from = xo + block * BytePanels.COLUMNS;
            var p0 = FloatVector.zero(F);
            var p1 = FloatVector.zero(F);
            var q0 = FloatVector.zero(F);
            var q1 = FloatVector.zero(F);
            for (int j = 0; j < BytePanels.COLUMNS; j += 2) {
                var x0 = all(x, from + j);
                var x1 = all(x, from + j + 1);
                p0 = signed(data, codesP + j * ROWS).fma(x0, p0);
                q0 = signed(data, codesQ + j * ROWS).fma(x0, q0);
                p1 = signed(data, codesP + (j + 1) * ROWS).fma(x1, p1);
                q1 = signed(data, codesQ + (j + 1) * ROWS).fma(x1, q1);
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
        for (int p = 0; p < terms; p += BytePanels.COLUMNS) {
            int block = panel + (term + p) / BytePanels.COLUMNS * BytePanels.BYTES;
            unpack(w.data, block + 2 * lane, block + BytePanels.CODES + lane, to, at + p * width, width);
        }
    }

    private static void unpack(byte[] data, int scales, int codes, float[] to, int at, int width) {
        var scale = halves(data, scales);
        for (int j = 0; j < BytePanels.COLUMNS; j++) {
            signed(data, codes + j * ROWS).mul(scale).intoArray(to, at + j * width);
        }
    }
}
