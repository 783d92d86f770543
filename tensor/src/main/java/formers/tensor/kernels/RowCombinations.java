package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import formers.tensor.threads.Threads;
import jdk.incubator.vector.FloatVector;

/// A few rows times a matrix stored by rows: each result is a sum of the matrix's rows, which are read
/// once, four at a time, in runs long enough for the memory to stream.
final class RowCombinations {

    /// Results up to which this is faster than tiles.
    static final int FEW_ROWS = 4;

    /// Columns of a piece of work: at most these, so that four rows stay in the first-level cache for all
    /// results.
    private static final int MOST = 1024;

    /// And at least these, four cache lines or more.
    private static final int LEAST = 64;

    /// Pieces that a matrix is cut into if it is wide enough.
    private static final int PIECES = 16;

    /// Multiply-adds below which a piece of work is not cut up.
    private static final int SERIAL = 1 << 16;

    private RowCombinations() {}

    /// `c[i] += Σ x[i, p] b[p]` over the `k` rows of `b`.
    ///
    /// @param rows results, `ldc` apart; factors `x[i, p]` are at `xo + i * rowStep + p * termStep`
    static void multiply(
            int rows,
            int n,
            int k,
            float[] x,
            int xo,
            int rowStep,
            int termStep,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc) {
        int even = Math.clamp((n / PIECES + LEAST - 1) / LEAST * LEAST, LEAST, MOST);
        int grain = (long) rows * n * k < SERIAL ? Math.max(1, n) : even;
        Threads.forRanges(n, grain, (from, to) -> {
            for (int column = from; column < to; column += MOST) {
                int columns = Math.min(MOST, to - column);
                columns(rows, columns, k, x, xo, rowStep, termStep, b, bo + column, ldb, c, co + column, ldc);
            }
        });
    }

    private static void columns(
            int rows,
            int n,
            int k,
            float[] x,
            int xo,
            int rowStep,
            int termStep,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc) {
        int p = 0;
        for (; p <= k - 4; p += 4) {
            for (int i = 0; i < rows; i++) {
                int at = xo + i * rowStep + p * termStep;
                four(
                        n,
                        x[at],
                        x[at + termStep],
                        x[at + 2 * termStep],
                        x[at + 3 * termStep],
                        b,
                        bo + p * ldb,
                        ldb,
                        c,
                        co + i * ldc);
            }
        }
        for (; p < k; p++) {
            for (int i = 0; i < rows; i++) {
                float factor = x[xo + i * rowStep + p * termStep];
                for (int j = 0; j < n; j++) {
                    c[co + i * ldc + j] += factor * b[bo + p * ldb + j];
                }
            }
        }
    }

    private static void four(
            int n, float x0, float x1, float x2, float x3, float[] b, int b0, int ldb, float[] c, int co) {
        int b1 = b0 + ldb;
        int b2 = b1 + ldb;
        int b3 = b2 + ldb;
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            var sum = FloatVector.fromArray(F, c, co + j);
            sum = FloatVector.broadcast(F, x0).fma(FloatVector.fromArray(F, b, b0 + j), sum);
            sum = FloatVector.broadcast(F, x1).fma(FloatVector.fromArray(F, b, b1 + j), sum);
            sum = FloatVector.broadcast(F, x2).fma(FloatVector.fromArray(F, b, b2 + j), sum);
            sum = FloatVector.broadcast(F, x3).fma(FloatVector.fromArray(F, b, b3 + j), sum);
            sum.intoArray(c, co + j);
        }
        for (; j < n; j++) {
            c[co + j] += x0 * b[b0 + j] + x1 * b[b1 + j] + x2 * b[b2 + j] + x3 * b[b3 + j];
        }
    }
}
