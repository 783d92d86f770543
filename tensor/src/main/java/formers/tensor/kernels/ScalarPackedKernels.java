package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// Products with packed weights in plain Java: a row is decoded, and multiplied with every `x`.
final class ScalarPackedKernels implements PackedKernels {

    private static final int GRAIN = 1 << 16;

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
            multiply(nibbles, m, x, xo, ldx, y, yo, ldy, bias, biasOffset);
            return;
        }
        int k = w.columns();
        Threads.forRanges(w.rows(), Math.max(1, GRAIN / k), (from, to) -> {
            var row = new float[k];
            for (int j = from; j < to; j++) {
                w.decode(j, 0, k, row, 0);
                for (int i = 0; i < m; i++) {
                    y[yo + i * ldy + j] = dot(k, row, x, xo + i * ldx) + (bias == null ? 0 : bias[biasOffset + j]);
                }
            }
        });
    }

    private static float dot(int k, float[] row, float[] x, int xo) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
            sum += row[p] * x[xo + p];
        }
        return sum;
    }

    private static void multiply(
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
        int k = w.columns();
        var rounded = QuantizedRows.of(m, k, x, xo, ldx, QuantizedRows::round);
        Threads.forRanges(w.rows(), Math.max(1, GRAIN / k), (from, to) -> {
            for (int j = from; j < to; j++) {
                for (int i = 0; i < m; i++) {
                    y[yo + i * ldy + j] = dot(w, j, rounded, i) + (bias == null ? 0 : bias[biasOffset + j]);
                }
            }
        });
    }

    /// Lanes of four codes as they are, modulo 2¹⁶ ([NibbleProducts]).
    private static float dot(NibblePanels w, int j, QuantizedRows x, int i) {
        float sum = 0;
        for (int column = 0; column < w.columns(); column += QuantizedRows.COLUMNS) {
            int at = x.codeAt(i, column);
            int block = at / QuantizedRows.COLUMNS;
            int products = x.starts()[block];
            for (int p = 0; p < QuantizedRows.COLUMNS; p++) {
                products += w.shifted(j, column + p) * x.codes()[at + p];
            }
            sum += (short) products * (w.scale(j, column) * x.scales()[block])
                    + w.offset(j, column) * x.totals()[block];
        }
        return sum;
    }
}
