package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/// Rows of heads to panels and back. Columns beyond the width of a head, up to whole vectors, are zero.
final class PanelRows {

    private PanelRows() {}

    /// `panels[r, :] = factor · x[r, :]`, rows that lie `stride` apart, in as many panels side by side as they are
    /// wide.
    static void read(int rows, int width, float factor, float[] x, int xo, int stride, float[] panels) {
        for (int from = 0; from < width; from += Panels.STRIDE) {
            readPanel(
                    rows,
                    Math.min(Panels.STRIDE, width - from),
                    factor,
                    x,
                    xo + from,
                    stride,
                    panels,
                    from * Panels.STRIDE);
        }
    }

    private static void readPanel(
            int rows, int width, float factor, float[] x, int xo, int stride, float[] panel, int po) {
        int whole = F.loopBound(width);
        var tail = F.indexInRange(whole, width);
        for (int r = 0; r < rows; r++) {
            int from = xo + r * stride;
            int to = po + r * Panels.STRIDE;
            for (int i = 0; i < whole; i += L) {
                load(x, from + i).mul(factor).intoArray(panel, to + i);
            }
            if (whole < width) {
                FloatVector.fromArray(F, x, from + whole, tail).mul(factor).intoArray(panel, to + whole);
            }
        }
    }

    /// `x = factor · panels[r, :]`.
    static void write(int r, int width, float factor, float[] panels, float[] x, int xo) {
        for (int from = 0; from < width; from += Panels.STRIDE) {
            int at = from * Panels.STRIDE + r * Panels.STRIDE;
            int part = Math.min(Panels.STRIDE, width - from);
            int whole = F.loopBound(part);
            for (int i = 0; i < whole; i += L) {
                load(panels, at + i).mul(factor).intoArray(x, xo + from + i);
            }
            for (int i = whole; i < part; i++) {
                x[xo + from + i] = factor * panels[at + i];
            }
        }
    }

    /// `x[r, :] += panels[r, :]`.
    static void add(int rows, int width, float[] panels, float[] x, int xo, int stride) {
        for (int from = 0; from < width; from += Panels.STRIDE) {
            addPanel(rows, Math.min(Panels.STRIDE, width - from), panels, from * Panels.STRIDE, x, xo + from, stride);
        }
    }

    private static void addPanel(int rows, int width, float[] panel, int po, float[] x, int xo, int stride) {
        int whole = F.loopBound(width);
        for (int r = 0; r < rows; r++) {
            int from = po + r * Panels.STRIDE;
            int to = xo + r * stride;
            for (int i = 0; i < whole; i += L) {
                load(x, to + i).add(load(panel, from + i)).intoArray(x, to + i);
            }
            for (int i = whole; i < width; i++) {
                x[to + i] += panel[from + i];
            }
        }
    }

    /// `panel[r, :] *= factors[r]`.
    static void scale(int rows, int columns, float[] factors, float[] panel, int po) {
        for (int r = 0; r < rows; r++) {
            int at = po + r * Panels.STRIDE;
            for (int i = at; i < at + columns; i += L) {
                load(panel, i).mul(factors[r]).intoArray(panel, i);
            }
        }
    }

    /// `across[i, r] = factor · panels[r, i]` for `width` rows of `across`; its columns up to whole vectors are
    /// zero.
    static void transpose(int rows, int width, float factor, float[] panels, float[] across) {
        int columns = Panels.wholeVectors(rows);
        for (int i = 0; i < width; i++) {
            int from = i / Panels.STRIDE * Panels.SIZE + i % Panels.STRIDE;
            int at = i * Panels.STRIDE;
            for (int r = 0; r < rows; r++) {
                across[at + r] = factor * panels[from + r * Panels.STRIDE];
            }
            for (int r = rows; r < columns; r++) {
                across[at + r] = 0;
            }
        }
    }

    /// `Σ a[i] b[i]`.
    static float dot(int n, float[] a, int ao, float[] b, int bo) {
        var sums = FloatVector.zero(F);
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            sums = load(a, ao + i).fma(load(b, bo + i), sums);
        }
        float sum = VectorMath.sum(sums);
        for (int i = whole; i < n; i++) {
            sum += a[ao + i] * b[bo + i];
        }
        return sum;
    }
}
