package formers.tensor.kernels;

/// Matrix products.
public interface MatrixKernels {
    void gemm(
            boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean accumulate, float[] bias, int biasOffset);

    void batchedGemm(
            int batch, boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, int as, float[] b,
            int bo, int ldb, int bs, float[] c, int co, int ldc, int cs, boolean accumulate);
}
