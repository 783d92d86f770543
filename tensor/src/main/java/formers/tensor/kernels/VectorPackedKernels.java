package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.TERMS;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorPanels.FOUR;
import static formers.tensor.kernels.VectorPanels.STEP;

import formers.tensor.threads.Threads;
import jdk.incubator.vector.FloatVector;

/// Products with packed weights on the Vector API: few rows four at a time, by [VectorPanels], so that
/// weights are read once; many by [TiledProduct], to which the weights are unpacked strip by strip. Both
/// sum in the same order. Codes of four bits have products of their own ([NibbleProduct]).
final class VectorPackedKernels implements PackedKernels {

    /// Rows up to which the first is faster; at 24 they are level.
    static final int FEW_ROWS = 20;

    /// For [QuadPanels] where vectors have not the length they are for; nothing packs weights so there.
    private static final PackedKernels PLAIN = new ScalarPackedKernels();

    /// Weights per piece of work.
    private static final int GRAIN = 1 << 17;

    /// Calls after which the JVM has compiled a kernel, if it was told to do that early.
    private static final int WARM_CALLS = 400;

    /// One in so many of them has columns, and these are few. The JVM counts calls, and rounds of loops; of a
    /// method that goes round more than it is called, it compiles the running loop first, and then all of it
    /// again.
    private static final int WARM_PERIOD = 4;
    private static final int WARM_COLUMNS = 32;

    @Override
    public void multiply(
            PackedPanels w,
            int m,
            float[] x,
            int xo,
            int ldx,
            float[] y,
            int yo,
            int ldy,
            float[] bias,
            int biasOffset) {
        if (w instanceof NibblePanels nibbles) {
            NibbleProduct.multiply(nibbles, m, x, xo, ldx, y, yo, ldy, bias, biasOffset);
            return;
        }
        if (w instanceof QuadPanels && !RegisterTiles.PINNED) {
            PLAIN.multiply(w, m, x, xo, ldx, y, yo, ldy, bias, biasOffset);
            return;
        }
        if (m > FEW_ROWS) {
            new TiledProduct(
                            false,
                            new PackedOperand(w),
                            m,
                            w.rows(),
                            w.columns(),
                            x,
                            xo,
                            ldx,
                            y,
                            yo,
                            ldy,
                            false,
                            bias,
                            biasOffset)
                    .run();
            return;
        }
        var panels = VectorPanels.of(w);
        float[] fours = m == 1 ? null : fours(m, w.columns(), x, xo, ldx);
        int grain = Math.max(1, GRAIN / w.columns() / STEP) * STEP;
        Threads.forRanges(w.rows(), grain, (from, to) -> {
            for (int i = 0; i < m; i++) {
                RowStart.set(to - from, false, bias, biasOffset + from, y, yo + i * ldy + from);
            }
            for (int row = from; row < to; row += STEP) {
                int count = Math.min(STEP, to - row);
                if (m == 1) {
                    one(panels, row, count, w.columns(), x, xo, y, yo + row);
                } else {
                    few(panels, row, count, w.columns(), m, fours, y, yo + row, ldy);
                }
            }
        });
    }

    @Override
    public void warmUp(PackedPanels w, int m) {
        if (w instanceof NibblePanels || w instanceof QuadPanels && !RegisterTiles.PINNED) {
            return;
        }
        var panels = VectorPanels.of(w);
        var scratch = PanelScratch.get();
        var x = new float[FOUR * WARM_COLUMNS];
        var y = new float[STEP];
        for (int i = 0; i < WARM_CALLS; i++) {
            int columns = i % WARM_PERIOD == 0 ? WARM_COLUMNS : 0;
            panels.prepare(0, 0, columns, scratch);
            if (m > 1) {
                panels.four(0, 0, columns, x, 0, scratch);
            }
            panels.one(0, 0, columns, x, 0, scratch);
            add(STEP, scratch.sums(), 0, y, 0);
        }
    }

    private static void one(
            VectorPanels panels, int row, int count, int columns, float[] x, int xo, float[] y, int yo) {
        var scratch = PanelScratch.get();
        for (int term = 0; term < columns; term += TERMS) {
            int terms = Math.min(TERMS, columns - term);
            panels.prepare(row, term, terms, scratch);
            panels.one(row, term, terms, x, xo + term, scratch);
            add(count, scratch.sums(), 0, y, yo);
        }
    }

    private static void few(
            VectorPanels panels, int row, int count, int columns, int m, float[] fours, float[] y, int yo, int ldy) {
        var scratch = PanelScratch.get();
        for (int term = 0; term < columns; term += TERMS) {
            int terms = Math.min(TERMS, columns - term);
            panels.prepare(row, term, terms, scratch);
            for (int i = 0; i < m; i += FOUR) {
                panels.four(row, term, terms, fours, i * columns + term * FOUR, scratch);
                for (int j = 0; j < Math.min(FOUR, m - i); j++) {
                    add(count, scratch.sums(), j * STEP, y, yo + (i + j) * ldy);
                }
            }
        }
    }

    /// Rows of `x`, four at a time column by column, the last ones filled up with zeros.
    private static float[] fours(int m, int columns, float[] x, int xo, int ldx) {
        var fours = new float[Math.ceilDiv(m, FOUR) * FOUR * columns];
        for (int i = 0; i < m; i++) {
            int from = xo + i * ldx;
            int to = i / FOUR * FOUR * columns + i % FOUR;
            for (int j = 0; j < columns; j++) {
                fours[to + FOUR * j] = x[from + j];
            }
        }
        return fours;
    }

    /// `y += sums`.
    static void add(int count, float[] sums, int at, float[] y, int yo) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromArray(F, y, yo + i)
                    .add(FloatVector.fromArray(F, sums, at + i))
                    .intoArray(y, yo + i);
        }
        for (; i < count; i++) {
            y[yo + i] += sums[at + i];
        }
    }
}
