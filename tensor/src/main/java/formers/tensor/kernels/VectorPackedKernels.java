package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// Products with packed weights on the Vector API: few rows one by one, at the speed at which memory gives
/// the weights;
/// many by [TiledProduct], to which the weights are unpacked strip by strip.
final class VectorPackedKernels implements PackedKernels {

    /// Weights per piece of work.
    private static final int GRAIN = 1 << 17;

    private static final ThreadLocal<float[]> LAST = ThreadLocal.withInitial(() -> new float[VectorPanels.MULTIPLIED]);

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
        multiply(w, m, x, xo, ldx, y, yo, ldy);
        for (int i = 0; bias != null && i < m; i++) {
            for (int j = 0; j < w.rows(); j++) {
                y[yo + i * ldy + j] += bias[biasOffset + j];
            }
        }
    }

    private static void multiply(PackedPanels w, int m, float[] x, int xo, int ldx, float[] y, int yo, int ldy) {
        var panels = VectorPanels.of(w);
        var sums = new float[m][];
        for (int i = 0; i < m; i++) {
            sums[i] = sums(panels.run(), w.columns(), x, xo + i * ldx);
        }
        int step = VectorPanels.MULTIPLIED;
        Threads.forRanges(w.rows(), grain(w, step), (from, to) -> {
            for (int row = from; row < to; row += step) {
                for (int i = 0; i < m; i++) {
                    int at = yo + i * ldy + row;
                    if (row + step <= w.rows()) {
                        panels.multiply(row, x, xo + i * ldx, sums[i], y, at);
                    } else {
                        float[] last = LAST.get();
                        panels.multiply(row, x, xo + i * ldx, sums[i], last, 0);
                        System.arraycopy(last, 0, y, at, w.rows() - row);
                    }
                }
            }
        });
    }

    private static int grain(PackedPanels w, int step) {
        return Math.max(1, GRAIN / w.columns() / step) * step;
    }

    private static float[] sums(int run, int k, float[] x, int xo) {
        var sums = new float[run == 0 ? 0 : k / run];
        for (int i = 0; i < sums.length; i++) {
            float sum = 0;
            for (int j = 0; j < run; j++) {
                sum += x[xo + i * run + j];
            }
            sums[i] = sum;
        }
        return sums;
    }
}
