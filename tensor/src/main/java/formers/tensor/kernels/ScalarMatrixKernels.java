package formers.tensor.kernels;

final class ScalarMatrixKernels implements MatrixKernels {
    @Override
    public void gemm(
            boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean accumulate, float[] bias, int biasOffset) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = bias == null ? 0 : bias[biasOffset + j];
                for (int p = 0; p < k; p++) {
                    sum += a[ao + (ta ? p * lda + i : i * lda + p)] * b[bo + (tb ? j * ldb + p : p * ldb + j)];
                }
                c[co + i * ldc + j] = (float) (accumulate ? c[co + i * ldc + j] + sum : sum);
            }
        }
    }

    @Override
    public void batchedGemm(
            int batch, boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, int as, float[] b,
            int bo, int ldb, int bs, float[] c, int co, int ldc, int cs, boolean accumulate) {
        for (int i = 0; i < batch; i++) {
            gemm(ta, tb, m, n, k, a, ao + i * as, lda, b, bo + i * bs, ldb, c, co + i * cs, ldc, accumulate, null, 0);
        }
    }
}
