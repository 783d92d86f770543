package formers.tensor.kernels;

import static formers.tensor.kernels.PanelVectors.all;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.PanelVectors.signed;
import static formers.tensor.kernels.PanelVectors.unsigned;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// [SuperPanels] on the Vector API.
final class VectorSuperPanels implements VectorPanels {

    private static final int ROWS = PackedPanels.ROWS;
    private static final int RUN = SuperPanels.RUN;

    private final SuperPanels w;

    VectorSuperPanels(SuperPanels w) {
        this.w = w;
    }

    @Override
    public int run() {
        return RUN;
    }

    @Override
    public void multiply(int row, float[] x, int xo, float[] sums, float[] y, int yo) {
        one(row, x, xo, sums, y, yo);
        one(row + LANES, x, xo, sums, y, yo + LANES);
    }

    private void one(int row, float[] x, int xo, float[] sums, float[] y, int yo) {
        int panel = VectorPanels.lane(w, row) + row % ROWS;
        int runs = w.blocks * SuperPanels.RUNS;
        scaled(w.data, panel, panel + row % ROWS, runs, x, xo, y, yo);
        if (w.hasOffsets()) {
            takeOffsets(w.data, panel, panel + row % ROWS, runs, sums, y, yo);
        }
    }

    /// `y = Σ scale · s · code · x`. Offsets are not taken off here: with more vectors than these in one
    /// method, the
    /// compiler makes some of them objects.
    private static void scaled(byte[] data, int panel, int scales, int runs, float[] x, int xo, float[] y, int yo) {
        var acc = FloatVector.zero(F);
        for (int run = 0; run < runs; run++) {
            int block = run / SuperPanels.RUNS * SuperPanels.BYTES;
            int within = run % SuperPanels.RUNS;
            int codes = panel + block + SuperPanels.CODES + within * RUN * ROWS;
            int from = xo + run * RUN;
            var s0 = FloatVector.zero(F);
            var s1 = FloatVector.zero(F);
            for (int j = 0; j < RUN; j += 2) {
                s0 = signed(data, codes + j * ROWS).fma(all(x, from + j), s0);
                s1 = signed(data, codes + (j + 1) * ROWS).fma(all(x, from + j + 1), s1);
            }
            var s = signed(data, panel + block + SuperPanels.S + within * ROWS).mul(halves(data, scales + block));
            acc = s.fma(s0.add(s1), acc);
        }
        acc.intoArray(y, yo);
    }

    /// `y -= Σ step · m · Σ x`.
    private static void takeOffsets(byte[] data, int panel, int scales, int runs, float[] sums, float[] y, int yo) {
        var acc = FloatVector.zero(F);
        for (int run = 0; run < runs; run++) {
            int block = run / SuperPanels.RUNS * SuperPanels.BYTES;
            var m = unsignedFloats(data, panel + block + SuperPanels.M + run % SuperPanels.RUNS * ROWS);
            acc = m.mul(halves(data, scales + block + SuperPanels.STEPS)).fma(all(sums, run), acc);
        }
        FloatVector.fromArray(F, y, yo).sub(acc).intoArray(y, yo);
    }

    private static FloatVector unsignedFloats(byte[] data, int at) {
        return (FloatVector) unsigned(data, at).convert(VectorOperators.I2F, 0);
    }

    @Override
    public void unpack(int row, int term, int terms, float[] to, int at, int width) {
        int panel = VectorPanels.lane(w, row);
        int lane = row % ROWS;
        for (int p = 0; p < terms; p += RUN) {
            int block = panel + (term + p) / SuperPanels.COLUMNS * SuperPanels.BYTES;
            unpack(w.data, block, lane, (term + p) % SuperPanels.COLUMNS / RUN, to, at + p * width, width);
        }
    }

    private static void unpack(byte[] data, int block, int lane, int run, float[] to, int at, int width) {
        var scale = halves(data, block + 2 * lane).mul(signed(data, block + SuperPanels.S + run * ROWS + lane));
        var offset = halves(data, block + SuperPanels.STEPS + 2 * lane)
                .mul(unsignedFloats(data, block + SuperPanels.M + run * ROWS + lane));
        int codes = block + SuperPanels.CODES + run * RUN * ROWS + lane;
        for (int j = 0; j < RUN; j++) {
            signed(data, codes + j * ROWS).mul(scale).sub(offset).intoArray(to, at + j * width);
        }
    }
}
