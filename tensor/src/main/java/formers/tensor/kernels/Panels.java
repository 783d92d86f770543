package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;

import jdk.incubator.vector.FloatVector;

/// Products of panels, blocks of up to 64 rows of up to 64 elements that lie 64 apart: `c += a b`, in register
/// tiles of four rows by up to four vectors.
///
/// The fixed stride lets the compiler prove every index in bounds, which is worth a fifth of the speed;
/// four vectors need the 32 registers of 512-bit machines. Rows are computed four at a time, so panels
/// have room for whole fours.
final class Panels {

    /// Rows of a panel, and elements from one to the next.
    static final int STRIDE = 64;

    /// Elements of a panel.
    static final int SIZE = STRIDE * STRIDE;

    /// Rows that are computed together.
    static final int ROWS = 4;

    private static final boolean FOUR_VECTORS = L >= 16;

    private Panels() {}

    /// Panels side by side that hold rows of `width` elements.
    static int count(int width) {
        return Math.ceilDiv(width, STRIDE);
    }

    /// A number of columns in whole vectors.
    static int wholeVectors(int columns) {
        return F.loopBound(columns + L - 1);
    }

    /// `c[r, :] += a[r, :] b`. Row r has no use for the columns before `r + lag`.
    ///
    /// @param columns of `b` and `c`, a multiple of the vector length
    static void scores(
            int rows, int depth, int columns, int lag, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        for (int r = 0; r < rows; r += ROWS) {
            int from = F.loopBound(Math.max(0, r + lag));
            byRow(depth, from, columns, a, ao + r * STRIDE, b, bo, c, co + r * STRIDE);
        }
    }

    /// `c[r, :] += Σ a[r, k] b[k, :]` over `k` from `r + lag` (or 0) up to `depth`.
    static void collect(
            int rows, int depth, int columns, int lag, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        for (int r = 0; r < rows; r += ROWS) {
            int from = Math.max(0, r + lag);
            byRow(depth - from, 0, columns, a, ao + r * STRIDE + from, b, bo + from * STRIDE, c, co + r * STRIDE);
        }
    }

    /// `c[r, :] += Σ a[k, r] b[k, :]` over `k` up to the first that has `r < k + lag` for a whole tile (or
    /// `depth`).
    static void mix(
            int rows, int depth, int columns, int lag, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        for (int r = 0; r < rows; r += ROWS) {
            int to = Math.min(depth, r + ROWS - lag);
            for (int column = 0; column < columns; ) {
                int left = columns - column;
                int at = co + r * STRIDE + column;
                if (FOUR_VECTORS && left >= 4 * L) {
                    byColumn4(to, a, ao + r, b, bo + column, c, at);
                    column += 4 * L;
                } else if (left >= 2 * L) {
                    byColumn2(to, a, ao + r, b, bo + column, c, at);
                    column += 2 * L;
                } else {
                    byColumn1(to, a, ao + r, b, bo + column, c, at);
                    column += L;
                }
            }
        }
    }

    private static void byRow(int depth, int from, int to, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        for (int column = from; column < to; ) {
            int left = to - column;
            if (FOUR_VECTORS && left >= 4 * L) {
                byRow4(depth, a, ao, b, bo + column, c, co + column);
                column += 4 * L;
            } else if (left >= 2 * L) {
                byRow2(depth, a, ao, b, bo + column, c, co + column);
                column += 2 * L;
            } else {
                byRow1(depth, a, ao, b, bo + column, c, co + column);
                column += L;
            }
        }
    }

    private static void byRow4(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        var c00 = FloatVector.fromArray(F, c, co);
        var c01 = FloatVector.fromArray(F, c, co + L);
        var c02 = FloatVector.fromArray(F, c, co + 2 * L);
        var c03 = FloatVector.fromArray(F, c, co + 3 * L);
        var c10 = FloatVector.fromArray(F, c, co + STRIDE);
        var c11 = FloatVector.fromArray(F, c, co + STRIDE + L);
        var c12 = FloatVector.fromArray(F, c, co + STRIDE + 2 * L);
        var c13 = FloatVector.fromArray(F, c, co + STRIDE + 3 * L);
        var c20 = FloatVector.fromArray(F, c, co + 2 * STRIDE);
        var c21 = FloatVector.fromArray(F, c, co + 2 * STRIDE + L);
        var c22 = FloatVector.fromArray(F, c, co + 2 * STRIDE + 2 * L);
        var c23 = FloatVector.fromArray(F, c, co + 2 * STRIDE + 3 * L);
        var c30 = FloatVector.fromArray(F, c, co + 3 * STRIDE);
        var c31 = FloatVector.fromArray(F, c, co + 3 * STRIDE + L);
        var c32 = FloatVector.fromArray(F, c, co + 3 * STRIDE + 2 * L);
        var c33 = FloatVector.fromArray(F, c, co + 3 * STRIDE + 3 * L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(F, b, bo + k * STRIDE);
            var b1 = FloatVector.fromArray(F, b, bo + k * STRIDE + L);
            var b2 = FloatVector.fromArray(F, b, bo + k * STRIDE + 2 * L);
            var b3 = FloatVector.fromArray(F, b, bo + k * STRIDE + 3 * L);
            var x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + STRIDE + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[ao + 2 * STRIDE + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[ao + 3 * STRIDE + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + STRIDE);
        c11.intoArray(c, co + STRIDE + L);
        c12.intoArray(c, co + STRIDE + 2 * L);
        c13.intoArray(c, co + STRIDE + 3 * L);
        c20.intoArray(c, co + 2 * STRIDE);
        c21.intoArray(c, co + 2 * STRIDE + L);
        c22.intoArray(c, co + 2 * STRIDE + 2 * L);
        c23.intoArray(c, co + 2 * STRIDE + 3 * L);
        c30.intoArray(c, co + 3 * STRIDE);
        c31.intoArray(c, co + 3 * STRIDE + L);
        c32.intoArray(c, co + 3 * STRIDE + 2 * L);
        c33.intoArray(c, co + 3 * STRIDE + 3 * L);
    }

    private static void byRow2(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        var c00 = FloatVector.fromArray(F, c, co);
        var c01 = FloatVector.fromArray(F, c, co + L);
        var c10 = FloatVector.fromArray(F, c, co + STRIDE);
        var c11 = FloatVector.fromArray(F, c, co + STRIDE + L);
        var c20 = FloatVector.fromArray(F, c, co + 2 * STRIDE);
        var c21 = FloatVector.fromArray(F, c, co + 2 * STRIDE + L);
        var c30 = FloatVector.fromArray(F, c, co + 3 * STRIDE);
        var c31 = FloatVector.fromArray(F, c, co + 3 * STRIDE + L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(F, b, bo + k * STRIDE);
            var b1 = FloatVector.fromArray(F, b, bo + k * STRIDE + L);
            var x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[ao + STRIDE + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[ao + 2 * STRIDE + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[ao + 3 * STRIDE + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c10.intoArray(c, co + STRIDE);
        c11.intoArray(c, co + STRIDE + L);
        c20.intoArray(c, co + 2 * STRIDE);
        c21.intoArray(c, co + 2 * STRIDE + L);
        c30.intoArray(c, co + 3 * STRIDE);
        c31.intoArray(c, co + 3 * STRIDE + L);
    }

    private static void byRow1(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        var c00 = FloatVector.fromArray(F, c, co);
        var c10 = FloatVector.fromArray(F, c, co + STRIDE);
        var c20 = FloatVector.fromArray(F, c, co + 2 * STRIDE);
        var c30 = FloatVector.fromArray(F, c, co + 3 * STRIDE);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(F, b, bo + k * STRIDE);
            var x = FloatVector.broadcast(F, a[ao + k]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, a[ao + STRIDE + k]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, a[ao + 2 * STRIDE + k]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, a[ao + 3 * STRIDE + k]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + STRIDE);
        c20.intoArray(c, co + 2 * STRIDE);
        c30.intoArray(c, co + 3 * STRIDE);
    }

    private static void byColumn4(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        var c00 = FloatVector.fromArray(F, c, co);
        var c01 = FloatVector.fromArray(F, c, co + L);
        var c02 = FloatVector.fromArray(F, c, co + 2 * L);
        var c03 = FloatVector.fromArray(F, c, co + 3 * L);
        var c10 = FloatVector.fromArray(F, c, co + STRIDE);
        var c11 = FloatVector.fromArray(F, c, co + STRIDE + L);
        var c12 = FloatVector.fromArray(F, c, co + STRIDE + 2 * L);
        var c13 = FloatVector.fromArray(F, c, co + STRIDE + 3 * L);
        var c20 = FloatVector.fromArray(F, c, co + 2 * STRIDE);
        var c21 = FloatVector.fromArray(F, c, co + 2 * STRIDE + L);
        var c22 = FloatVector.fromArray(F, c, co + 2 * STRIDE + 2 * L);
        var c23 = FloatVector.fromArray(F, c, co + 2 * STRIDE + 3 * L);
        var c30 = FloatVector.fromArray(F, c, co + 3 * STRIDE);
        var c31 = FloatVector.fromArray(F, c, co + 3 * STRIDE + L);
        var c32 = FloatVector.fromArray(F, c, co + 3 * STRIDE + 2 * L);
        var c33 = FloatVector.fromArray(F, c, co + 3 * STRIDE + 3 * L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(F, b, bo + k * STRIDE);
            var b1 = FloatVector.fromArray(F, b, bo + k * STRIDE + L);
            var b2 = FloatVector.fromArray(F, b, bo + k * STRIDE + 2 * L);
            var b3 = FloatVector.fromArray(F, b, bo + k * STRIDE + 3 * L);
            var x = FloatVector.broadcast(F, a[ao + k * STRIDE]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + STRIDE);
        c11.intoArray(c, co + STRIDE + L);
        c12.intoArray(c, co + STRIDE + 2 * L);
        c13.intoArray(c, co + STRIDE + 3 * L);
        c20.intoArray(c, co + 2 * STRIDE);
        c21.intoArray(c, co + 2 * STRIDE + L);
        c22.intoArray(c, co + 2 * STRIDE + 2 * L);
        c23.intoArray(c, co + 2 * STRIDE + 3 * L);
        c30.intoArray(c, co + 3 * STRIDE);
        c31.intoArray(c, co + 3 * STRIDE + L);
        c32.intoArray(c, co + 3 * STRIDE + 2 * L);
        c33.intoArray(c, co + 3 * STRIDE + 3 * L);
    }

    private static void byColumn2(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        var c00 = FloatVector.fromArray(F, c, co);
        var c01 = FloatVector.fromArray(F, c, co + L);
        var c10 = FloatVector.fromArray(F, c, co + STRIDE);
        var c11 = FloatVector.fromArray(F, c, co + STRIDE + L);
        var c20 = FloatVector.fromArray(F, c, co + 2 * STRIDE);
        var c21 = FloatVector.fromArray(F, c, co + 2 * STRIDE + L);
        var c30 = FloatVector.fromArray(F, c, co + 3 * STRIDE);
        var c31 = FloatVector.fromArray(F, c, co + 3 * STRIDE + L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(F, b, bo + k * STRIDE);
            var b1 = FloatVector.fromArray(F, b, bo + k * STRIDE + L);
            var x = FloatVector.broadcast(F, a[ao + k * STRIDE]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c10.intoArray(c, co + STRIDE);
        c11.intoArray(c, co + STRIDE + L);
        c20.intoArray(c, co + 2 * STRIDE);
        c21.intoArray(c, co + 2 * STRIDE + L);
        c30.intoArray(c, co + 3 * STRIDE);
        c31.intoArray(c, co + 3 * STRIDE + L);
    }

    private static void byColumn1(int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        var c00 = FloatVector.fromArray(F, c, co);
        var c10 = FloatVector.fromArray(F, c, co + STRIDE);
        var c20 = FloatVector.fromArray(F, c, co + 2 * STRIDE);
        var c30 = FloatVector.fromArray(F, c, co + 3 * STRIDE);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(F, b, bo + k * STRIDE);
            var x = FloatVector.broadcast(F, a[ao + k * STRIDE]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, a[ao + k * STRIDE + 3]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + STRIDE);
        c20.intoArray(c, co + 2 * STRIDE);
        c30.intoArray(c, co + 3 * STRIDE);
    }
}
