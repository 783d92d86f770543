package formers.tensor.kernels;

/// Matrix products over row-major arrays. Implementations split large products over the engine's
/// threads; the order in which an element's terms are summed depends on the shape alone, never on the
/// number of threads or on the values.
///
/// A row of the result does not depend on the other rows, but its last bits may depend on how many
/// there are. With the vector kernels and a stored-transposed B, up to [#FEW_ROWS] rows are summed in
/// one order and more in another; with a plain B the line is at 4 rows.
public interface MatrixKernels {

    /// Rows up to which a product with a stored-transposed matrix, such as a linear layer, is a set of
    /// dot products: the matrix is read once instead of packed first.
    int FEW_ROWS = 32;

    /// `C = A·B (+ bias on every row) (+ the old C if accumulate)`, `C` is `[m, n]`.
    ///
    /// @param ta   A is stored `[k, m]` instead of `[m, k]`
    /// @param tb   B is stored `[n, k]` instead of `[k, n]`, as the weight of a linear layer is
    /// @param lda  distance between rows as stored, likewise `ldb`, `ldc`
    /// @param bias `[n]`, or null
    void gemm(
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
            int biasOffset);

    /// The same for `batch` products without bias, the operands `as`, `bs` and `cs` elements apart; 0 shares one.
    void batchedGemm(
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
            boolean accumulate);
}
