package formers.tensor.kernels;

import static formers.tensor.kernels.NibbleProducts.FOUR;
import static formers.tensor.kernels.NibbleProducts.PAIR;
import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.PackedPanels.TERMS;
import static formers.tensor.kernels.QuantizedRows.COLUMNS;
import static formers.tensor.kernels.RegisterTiles.LANES;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// The product with [NibblePanels], two panels and one run of columns at a time. An element is a sum over
/// blocks in their order, whatever computes it, so a row has the same bits for one row of `x` and for many.
///
/// @param w       the weights
/// @param vectors what is done with their kind
/// @param x       the rows
/// @param m       how many there are
record NibbleProduct(
        NibblePanels w,
        VectorNibbles vectors,
        QuantizedRows x,
        int m,
        float[] y,
        int yo,
        int ldy,
        float[] bias,
        int biasOffset) {

    /// Rows of `x` that are done together; those of a run stay in the second-level cache.
    static final int MOST = 128;

    /// Rows of `x` up to which unpacking weights for tiles takes longer than it saves.
    private static final int FEW = 12;

    /// Rows of `w` that are done together, whatever the vectors' length.
    static final int STEP = 2 * NibblePanels.TALL;

    /// Weights per piece of work.
    private static final int GRAIN = 1 << 17;

    /// Vectors of half a panel.
    private static final int VECTORS = ROWS / LANES;

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
            new NibbleProduct(w, VectorNibbles.of(w), rows, count, y, yo + i * ldy, ldy, bias, biasOffset).run();
        }
    }

    private void run() {
        int grain = Math.max(1, GRAIN / w.columns() / STEP) * STEP;
        Threads.forRanges(w.rows(), grain, (from, to) -> {
            var room = NibbleRoom.get();
            for (int row = from; row < to; row += STEP) {
                Arrays.fill(room.y(), 0, m * STEP, 0);
                for (int term = 0; term < w.columns(); term += TERMS) {
                    for (int i = 0; i < 2 * VECTORS; i += PAIR) {
                        add(row, i, term, room);
                    }
                }
                store(row, Math.min(STEP, to - row), room.y());
            }
        });
    }

    /// Adds products with two vectors of rows: on the longest vectors a panel each, otherwise side by side in
    /// one panel.
    private void add(int row, int vector, int term, NibbleRoom room) {
        int blocks = w.blocksOf(term);
        int yp = place(vector);
        int yq = place(vector + 1);
        int p = row + yp;
        int q = row + yq;
        vectors.prepare(p, q, term, blocks, room);
        int codesP = w.laneAt(p, term);
        int codesQ = w.laneAt(q, term);
        int[] codes = x.codes();
        if (m <= FEW) {
            for (int i = 0; i < m; i++) {
                int at = x.codeAt(i, term);
                NibbleProducts.one(w.data, codesP, codesQ, blocks, codes, at, x.starts(), room.sums());
                vectors.finish(blocks, room, 0, x, at / COLUMNS, i * STEP + yp, i * STEP + yq);
            }
            return;
        }
        int groups = blocks * COLUMNS / NibblePanels.SHARED;
        NibbleProducts.unpack(w.data, codesP, groups, room.codes(), 0);
        NibbleProducts.unpack(w.data, codesQ, groups, room.codes(), NibbleProducts.CODES);
        for (int i = 0; i < m; i += FOUR) {
            NibbleProducts.tile(blocks, room.codes(), codes, x.codeAt(i, term), x.starts(), room.sums());
            for (int j = 0; j < Math.min(FOUR, m - i); j++) {
                int at = x.codeAt(i + j, term) / COLUMNS;
                int to = (i + j) * STEP;
                vectors.finish(blocks, room, j * PAIR * LANES, x, at, to + yp, to + yq);
            }
        }
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
