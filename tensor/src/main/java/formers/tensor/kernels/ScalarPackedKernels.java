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
            var codes = new int[k];
            var scales = new float[k / QuantizedRows.COLUMNS];
            for (int j = from; j < to; j++) {
                for (int p = 0; p < k; p++) {
                    codes[p] = w.code(j, p);
                    scales[p / QuantizedRows.COLUMNS] = w.scale(j, p);
                }
                for (int i = 0; i < m; i++) {
                    float sum = dot(codes, scales, rounded, i);
                    y[yo + i * ldy + j] = sum + (bias == null ? 0 : bias[biasOffset + j]);
                }
            }
        });
    }

    private static float dot(int[] codes, float[] scales, QuantizedRows x, int row) {
        float sum = 0;
        for (int block = 0; block < scales.length; block++) {
            int first = block * QuantizedRows.COLUMNS;
            int at = x.codeAt(row, first);
            int products = 0;
            for (int j = 0; j < QuantizedRows.COLUMNS; j++) {
                products += codes[first + j] * (short) x.codes()[at + j];
            }
            sum += products * (scales[block] * x.scales()[at / QuantizedRows.COLUMNS]);
        }
        return sum;
    }
}
