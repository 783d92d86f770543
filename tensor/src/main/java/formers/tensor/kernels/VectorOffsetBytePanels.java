package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.PanelVectors.signed;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;

/// [OffsetBytePanels] on the Vector API.
final class VectorOffsetBytePanels implements VectorPanels {

    private static final int ROWS = PackedPanels.ROWS;

    private final OffsetBytePanels w;

    VectorOffsetBytePanels(OffsetBytePanels w) {
        this.w = w;
    }

    @Override
    public int run() {
        return OffsetBytePanels.COLUMNS;
    }

    @Override
    public void multiply(int row, float[] x, int xo, float[] sums, float[] y, int yo) {
        one(w.data, VectorPanels.lane(w, row), row % ROWS, w.blocks, x, xo, sums, y, yo);
        int next = row + LANES;
        one(w.data, VectorPanels.lane(w, next), next % ROWS, w.blocks, x, xo, sums, y, yo + LANES);
    }

    private static void one(
            byte[] data, int panel, int lane, int blocks, float[] x, int xo, float[] sums, float[] y, int yo) {
        var acc = FloatVector.zero(F);
        for (int block = 0; block < blocks; block++) {
            int at = panel + block * OffsetBytePanels.BYTES;
            int codes = at + OffsetBytePanels.CODES + lane;
            int from = xo + block * OffsetBytePanels.COLUMNS;
            var s0 = FloatVector.zero(F);
            var s1 = FloatVector.zero(F);
            var s2 = FloatVector.zero(F);
            var s3 = FloatVector.zero(F);
            for (int j = 0; j < OffsetBytePanels.COLUMNS; j += 4) {
                s0 = signed(data, codes + j * ROWS).fma(all(x, from + j), s0);
                s1 = signed(data, codes + (j + 1) * ROWS).fma(all(x, from + j + 1), s1);
                s2 = signed(data, codes + (j + 2) * ROWS).fma(all(x, from + j + 2), s2);
                s3 = signed(data, codes + (j + 3) * ROWS).fma(all(x, from + j + 3), s3);
            }
            acc = halves(data, at + 2 * lane).fma(s0.add(s1).add(s2.add(s3)), acc);
            acc = halves(data, at + OffsetBytePanels.OFFSETS + 2 * lane).fma(all(sums, block), acc);
        }
        acc.intoArray(y, yo);
    }

    @Override
    public void unpack(int row, int term, int terms, float[] to, int at, int width) {
        int panel = VectorPanels.lane(w, row);
        int lane = row % ROWS;
        for (int p = 0; p < terms; p += OffsetBytePanels.COLUMNS) {
            int block = panel + (term + p) / OffsetBytePanels.COLUMNS * OffsetBytePanels.BYTES;
            unpack(w.data, block + 2 * lane, block + OffsetBytePanels.CODES + lane, to, at + p * width, width);
        }
    }

    private static void unpack(byte[] data, int scales, int codes, float[] to, int at, int width) {
        var scale = halves(data, scales);
        var offset = halves(data, scales + OffsetBytePanels.OFFSETS);
        for (int j = 0; j < OffsetBytePanels.COLUMNS; j++) {
            signed(data, codes + j * ROWS).mul(scale).add(offset).intoArray(to, at + j * width);
        }
    }
}
