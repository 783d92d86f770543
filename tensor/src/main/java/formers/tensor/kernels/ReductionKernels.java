package formers.tensor.kernels;

/// Many elements to one. Sums go in a fixed order: short blocks in several float accumulators, the blocks' totals
/// in double precision, so errors stay near those of one block whatever `n` is.
public interface ReductionKernels {

    /// `Σ x[i]`, 0 if `n` is 0.
    float sum(float[] x, int xo, int n);

    /// `Σ x[i]²`.
    double sumOfSquares(float[] x, int xo, int n);

    /// `Σ a[i]·b[i]`.
    float dot(float[] a, int ao, float[] b, int bo, int n);

    /// The largest element: NaN if there is one, −∞ if `n` is 0.
    float max(float[] x, int xo, int n);

    /// The smallest element: NaN if there is one, +∞ if `n` is 0.
    float min(float[] x, int xo, int n);

    /// Index of the first largest element, counted from `xo`. NaN counts as larger than any number.
    ///
    /// @throws IllegalArgumentException if `n` is 0
    int argmax(float[] x, int xo, int n);

    /// `log Σ exp(x[i])`, stable; −∞ if `n` is 0 or all elements are −∞.
    float logSumExp(float[] x, int xo, int n);

    /// Sum over rows, as for the gradient of a bias: `y[j] += Σ_r x[r·stride + j]` for `r < rows`, `j < n`.
    void columnSum(float[] x, int xo, int stride, int rows, int n, float[] y, int yo);
}
