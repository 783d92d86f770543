package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// Matrix products on the Vector API. Large ones go through [TiledProduct]; those with few rows, which
/// use an element of B too seldom to pay for packing it, through [DotProducts] or [RowCombinations].
final class VectorMatrixKernels implements MatrixKernels {

    /// Terms below which a dot product is mostly the adding up of its lanes.
    private static final int SHORT = 2 * RegisterTiles.LANES;

    /// Multiply-adds of a product that keeps all threads busy by itself.
    private static final long LARGE = 16 * TiledProduct.SERIAL;

    @Override
    public void gemm(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate,
            float[] bias,
            int biasOffset) {
        if (m == 0 || n == 0) {
            return;
        }
        // One column that lies in memory as a row does is computed as one: Cᵀ = Bᵀ·Aᵀ.
        boolean turned = n == 1 && ldc == 1;
        boolean streamed = turned ? streams(!tb, !ta, 1, k, ldb) : streams(ta, tb, m, k, lda);
        if (k > 0 && !streamed) {
            var right = new StoredOperand(tb, b, bo, ldb);
            new TiledProduct(ta, right, m, n, k, a, ao, lda, c, co, ldc, accumulate, bias, biasOffset).run();
            return;
        }
        for (int i = 0; i < m; i++) {
            RowStart.set(n, accumulate, bias, biasOffset, c, co + i * ldc);
        }
        if (k == 0) {
            return;
        }
        if (turned) {
            stream(!tb, !ta, 1, m, k, b, bo, ldb, a, ao, lda, c, co, m);
        } else {
            stream(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
        }
    }

    /// Whether B is read where it lies.
    private static boolean streams(boolean ta, boolean tb, int m, int k, int lda) {
        boolean rowsInPlace = !ta || m == 1 && lda == 1;
        return tb ? m <= FEW_ROWS && k >= SHORT && rowsInPlace : m <= RowCombinations.FEW_ROWS;
    }

    private static void stream(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc) {
        if (tb) {
            DotProducts.multiply(m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
        } else {
            RowCombinations.multiply(m, n, k, a, ao, ta ? 1 : lda, ta ? lda : 1, b, bo, ldb, c, co, ldc);
        }
    }

    @Override
    public void batchedGemm(
            int batch,
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            int as,
            float[] b,
            int bo,
            int ldb,
            int bs,
            float[] c,
            int co,
            int ldc,
            int cs,
            boolean accumulate) {
        long work = Math.max(1, (long) m * n * k);
        // Large products come one after another, each on all threads; others side by side, each on one.
        long grain = work >= LARGE ? batch : TiledProduct.SERIAL / work;
        Threads.forRanges(batch, (int) Math.clamp(grain, 1, Math.max(1, batch)), (from, to) -> {
            for (int i = from; i < to; i++) {
                gemm(
                        ta,
                        tb,
                        m,
                        n,
                        k,
                        a,
                        ao + i * as,
                        lda,
                        b,
                        bo + i * bs,
                        ldb,
                        c,
                        co + i * cs,
                        ldc,
                        accumulate,
                        null,
                        0);
            }
        });
    }
}
