package formers.tensor.kernels;

/// Softmax over the rows of `[rows, width]`, and the loss on top of it; rows are adjacent. Outputs may be inputs.
public interface SoftmaxKernels {

    /// `y[r, j] = exp(x[r, j])/Σ_k exp(x[r, k])`; NaN in a row that is all −∞.
    void softmax(int rows, int width, float[] x, int xo, float[] y, int yo);

    /// From the output: `dx = y·(dy − Σ_k dy[r, k]·y[r, k])`, or added to `dx`.
    void softmaxGradient(
            int rows, int width, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, boolean accumulate);

    /// `y[r, j] = x[r, j] − log Σ_k exp(x[r, k])`.
    void logSoftmax(int rows, int width, float[] x, int xo, float[] y, int yo);

    /// From the output: `dx = dy − exp(y)·Σ_k dy[r, k]`, or added to `dx`.
    void logSoftmaxGradient(
            int rows, int width, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, boolean accumulate);

    /// Cross-entropy of each row with its target class, without keeping the probabilities. With `w` the class
    /// weights, `ε` the label smoothing and `V = width`: `loss[r] = −(1−ε)·w[t]·log p[t] − ε/V·Σ_c w[c]·log p[c]`
    /// (Szegedy et al. 2016, arXiv:1512.00567, section 7).
    ///
    /// @param targets `[rows]`, classes below `width` or the ignored one
    /// @param loss `[rows]`, in nats; 0 where the target is ignored
    /// @throws IndexOutOfBoundsException for a target that is neither a class nor ignored
    void crossEntropy(
            int rows,
            int width,
            float[] logits,
            int xo,
            int[] targets,
            int to,
            CrossEntropyOptions options,
            float[] loss,
            int lo);

    /// Cross-entropy as [#crossEntropy], and its gradient while a row is in the cache, from the same exponentials:
    /// `dLogits[r, :] = scale·∂loss[r]/∂logits[r, :]`.
    ///
    /// @param dLogits may be `logits`
    void crossEntropyWithGradient(
            int rows,
            int width,
            float[] logits,
            int xo,
            int[] targets,
            int to,
            CrossEntropyOptions options,
            float[] loss,
            int lo,
            float scale,
            float[] dLogits,
            int dxo);
}
