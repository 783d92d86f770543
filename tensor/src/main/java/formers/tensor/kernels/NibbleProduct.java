package formers.tensor.kernels;

import static formers.tensor.kernels.NibbleProducts.FOUR;
import static formers.tensor.kernels.NibbleProducts.PAIR;
import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.PackedPanels.TERMS;
import static formers.tensor.kernels.RegisterTiles.LANES;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// The product with [NibblePanels], two panels and one run of columns at a time. An element is a sum over
/// blocks in their order, whatever computes it, so a row has the same bits for one row of `x` and for many.
///
/// @param w the weights
/// @param x the rows
/// @param m how many there are
record NibbleProduct(NibblePanels w, QuantizedRows x, int m, float[] y, int yo, int ldy, float[] bias, int biasOffset) {

    /// Rows of `x` that are done together; those of a run stay in the second-level cache.
    static final int MOST = 128;

    /// Rows of `x` up to which unpacking weights for tiles takes longer than it saves.
    private static final int FEW = 8;

    /// Rows of `w` that are done together, whatever the vectors' length.
    private static final int STEP = 2 * NibblePanels.TALL;

    /// Weights per piece of work.
    private static final int GRAIN = 1 << 17;

    /// Vectors of half a panel.
    private static final int VECTORS = ROWS / LANES;

    /// A thread's room.
    ///
    /// @param codes  two vectors of a run, unpacked
    /// @param sums   of four rows
    /// @param scales of a run
    /// @param y      results of all rows
    private record Room(int[] codes, int[] sums, float[] scales, float[] y) {

        static final ThreadLocal<Room> OF_THREAD = ThreadLocal.withInitial(() -> new Room(
                new int[PAIR * NibbleProducts.CODES],
                new int[QuantizedRows.BLOCKS * NibbleProducts.SUMS],
                new float[QuantizedRows.BLOCKS * NibbleProducts.SCALES],
                new float[MOST * STEP]));
    }

    static void multiply(
            NibblePanels w,
            int m,
            float[] x,
            int xo,
            int ldx,
            float[] y,
            int yo,
            int ldy,
            float[] bias,
            int biasOffset) {
        for (int i = 0; i < m; i += MOST) {
            int count = Math.min(MOST, m - i);
            var rows = QuantizedRows.of(count, w.columns(), x, xo + i * ldx, ldx, VectorRounding::round);
            new NibbleProduct(w, rows, count, y, yo + i * ldy, ldy, bias, biasOffset).run();
        }
    }

    private void run() {
        int grain = Math.max(1, GRAIN / w.columns() / STEP) * STEP;
        Threads.forRanges(w.rows(), grain, (from, to) -> {
            var room = Room.OF_THREAD.get();
            for (int row = from; row < to; row += STEP) {
                Arrays.fill(room.y, 0, m * STEP, 0);
                for (int term = 0; term < w.columns(); term += TERMS) {
                    for (int i = 0; i < 2 * VECTORS; i += PAIR) {
                        add(row, i, term, room);
                    }
                }
                store(row, Math.min(STEP, to - row), room.y);
            }
        });
    }

    /// Adds products with two vectors of rows: on the longest vectors a panel each, otherwise side by side in
    /// one panel.
    private void add(int row, int vector, int term, Room room) {
        int blocks = w.blocks(term);
        int p = place(vector);
        int q = place(vector + 1);
        int panelP = row + vector / VECTORS * NibblePanels.TALL;
        int panelQ = row + (vector + 1) / VECTORS * NibblePanels.TALL;
        int lane = vector % VECTORS * LANES;
        int laneQ = (vector + 1) % VECTORS * LANES;
        NibbleProducts.scales(
                w.data, w.scaleAt(panelP + lane, term), w.scaleAt(panelQ + laneQ, term), blocks, room.scales);
        int codesP = w.laneAt(panelP + lane, term);
        int codesQ = w.laneAt(panelQ + laneQ, term);
        int[] codes = x.codes();
        if (m <= FEW) {
            for (int i = 0; i < m; i++) {
                int at = x.codeAt(i, term);
                NibbleProducts.one(w.data, codesP, codesQ, blocks, codes, at, x.starts(), room.sums);
                finish(blocks, 0, at, room, i, p, q);
            }
            return;
        }
        int groups = blocks * QuantizedRows.COLUMNS / NibblePanels.SHARED;
        NibbleProducts.unpack(w.data, codesP, groups, room.codes, 0);
        NibbleProducts.unpack(w.data, codesQ, groups, room.codes, NibbleProducts.CODES);
        for (int i = 0; i < m; i += FOUR) {
            NibbleProducts.tile(blocks, room.codes, codes, x.codeAt(i, term), x.starts(), room.sums);
            for (int j = 0; j < Math.min(FOUR, m - i); j++) {
                finish(blocks, j * PAIR * LANES, x.codeAt(i + j, term), room, i + j, p, q);
            }
        }
    }

    private void finish(int blocks, int sums, int at, Room room, int i, int p, int q) {
        int to = i * STEP;
        NibbleProducts.finish(
                blocks, room.sums, sums, room.scales, x.scales(), at / QuantizedRows.COLUMNS, room.y, to + p, to + q);
    }

    /// Where the first half of a vector's rows is among the rows of a step; the second is 16 behind it.
    private static int place(int vector) {
        return vector / VECTORS * NibblePanels.TALL + vector % VECTORS * LANES;
    }

    private void store(int row, int count, float[] from) {
        for (int i = 0; i < m; i++) {
            int to = yo + i * ldy + row;
            for (int j = 0; j < count; j++) {
                y[to + j] = from[i * STEP + j] + (bias == null ? 0 : bias[biasOffset + row + j]);
            }
        }
    }
}
