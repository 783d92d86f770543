package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// Matrix products by their definition, each element summed in double precision.
final class ScalarMatrixKernels implements MatrixKernels {

    private static final int GRAIN = 1 << 16;

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
        int rowStep = ta ? 1 : lda;
        int termStepA = ta ? lda : 1;
        int columnStep = tb ? ldb : 1;
        int termStepB = tb ? 1 : ldb;
        int rows = Math.clamp(GRAIN / Math.max(1L, (long) n * k), 1, Math.max(1, m));
        Threads.forRanges(m, rows, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int j = 0; j < n; j++) {
                    int at = co + i * ldc + j;
                    double sum = (bias == null ? 0 : bias[biasOffset + j]) + (accumulate ? c[at] : 0);
                    for (int p = 0; p < k; p++) {
                        sum += (double) a[ao + i * rowStep + p * termStepA] * b[bo + j * columnStep + p * termStepB];
                    }
                    c[at] = (float) sum;
                }
            }
        });
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
        for (int i = 0; i < batch; i++) {
            gemm(ta, tb, m, n, k, a, ao + i * as, lda, b, bo + i * bs, ldb, c, co + i * cs, ldc, accumulate, null, 0);
        }
    }
}
