package formers.tensor.kernels;

import formers.tensor.threads.Threads;
import java.util.function.IntFunction;

/// Products with packed weights in plain Java: a row is decoded, and multiplied with every `x`.
final class ScalarPackedKernels implements PackedKernels {

    private static final int GRAIN = 1 << 16;

    /// A row of the weights times each row of `x`.
    @FunctionalInterface
    private interface Products {
        float with(int i);
    }

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
        int k = w.columns();
        var products = w instanceof NibblePanels nibbles
                ? rounded(nibbles, QuantizedRows.of(m, k, x, xo, ldx, QuantizedRows::round))
                : decoded(w, x, xo, ldx);
        Threads.forRanges(w.rows(), Math.max(1, GRAIN / k), (from, to) -> {
            for (int j = from; j < to; j++) {
                var row = products.apply(j);
                for (int i = 0; i < m; i++) {
                    y[yo + i * ldy + j] = row.with(i) + (bias == null ? 0 : bias[biasOffset + j]);
                }
            }
        });
    }

    /// Does nothing: without vectors nothing is slow for long.
    @Override
    public void warmUp(PackedPanels w, int m) {}

    private static IntFunction<Products> decoded(PackedPanels w, float[] x, int xo, int ldx) {
        return j -> {
            var row = new float[w.columns()];
            w.decode(j, 0, row.length, row, 0);
            return i -> dot(row, x, xo + i * ldx);
        };
    }

    private static IntFunction<Products> rounded(NibblePanels w, QuantizedRows x) {
        return j -> i -> dot(w, j, x, i);
    }

    private static float dot(float[] row, float[] x, int xo) {
        float sum = 0;
        for (int p = 0; p < row.length; p++) {
            sum += row[p] * x[xo + p];
        }
        return sum;
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
