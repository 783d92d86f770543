package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// Matrix products on the Vector API: by shape, [DotProducts], [RowCombinations] or [TiledProduct].
final class VectorMatrixKernels implements MatrixKernels {

    @Override
    public void gemm(
            boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean accumulate, float[] bias, int biasOffset) {
        if (m == 0 || n == 0) {
            return;
        }
        boolean column = n == 1 && tb && !ta;
        boolean few = m <= FEW_ROWS && !(tb && ta);
        if (k > 0 && !column && !few) {
            new TiledProduct(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate, bias, biasOffset).run();
            return;
        }
        for (int i = 0; i < m; i++) {
            RowStart.set(n, accumulate, bias, biasOffset, c, co + i * ldc);
        }
        if (k == 0) {
            return;
        }
        if (few && !tb) {
            RowCombinations.multiply(m, n, k, a, ao, ta ? 1 : lda, ta ? lda : 1, b, bo, ldb, c, co, ldc);
        } else if (few) {
            DotProducts.multiply(m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, 1);
        } else {
            DotProducts.multiply(1, m, k, b, bo, ldb, a, ao, lda, c, co, 0, ldc); // the rows of A are the matrix
        }
    }

    @Override
    public void batchedGemm(
            int batch, boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, int as, float[] b,
            int bo, int ldb, int bs, float[] c, int co, int ldc, int cs, boolean accumulate) {
        long work = Math.max(1, (long) m * n * k);
        // Products that keep every thread busy by themselves come one after another, the others side by side.
        int grain = work >= 16 * TiledProduct.SERIAL ? Math.max(1, batch) : (int) Math.clamp(TiledProduct.SERIAL / work, 1, Math.max(1, batch));
        Threads.forRanges(batch, grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                gemm(
                        ta, tb, m, n, k, a, ao + i * as, lda, b, bo + i * bs, ldb, c, co + i * cs, ldc, accumulate,
                        null, 0);
            }
        });
    }
}
