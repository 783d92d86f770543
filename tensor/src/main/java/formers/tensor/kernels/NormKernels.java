package formers.tensor.kernels;

/// Normalisation of the rows of `[rows, width]`; rows are adjacent.
public interface NormKernels {

    /// Layer normalisation (Ba et al. 2016, arXiv:1607.06450): `y = (x − mean)/√(variance + eps)·gamma + beta`,
    /// with the variance over `width`, not `width − 1`.
    ///
    /// @param residual added to `x` first, the sums going to `sum` (which may be `x` or `residual`); null for
    ///     none
    /// @param gamma `[width]`, or null for 1
    /// @param beta `[width]`, or null for 0
    /// @param mean `[rows]`, written for the backward pass
    /// @param rstd `[rows]`, `1/√(variance + eps)`, likewise
    void layerNorm(
            int rows,
            int width,
            float[] x,
            int xo,
            float[] residual,
            int ro,
            float[] sum,
            int so,
            float[] gamma,
            int go,
            float[] beta,
            int bo,
            float eps,
            float[] y,
            int yo,
            float[] mean,
            int mo,
            float[] rstd,
            int rso);

    /// Backward of [#layerNorm].
    ///
    /// @param x what was normalised: `sum` if there was a residual
    /// @param dx written, or added to if `accumulate`; may be `dy`
    /// @param dGamma `[width]`, added to; null if not wanted
    /// @param dBeta `[width]`, added to; null if not wanted
    void layerNormGradient(
            int rows,
            int width,
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] mean,
            int mo,
            float[] rstd,
            int rso,
            float[] dx,
            int dxo,
            boolean accumulate,
            float[] dGamma,
            int dgo,
            float[] dBeta,
            int dbo);

    /// Root-mean-square normalisation (Zhang and Sennrich 2019, arXiv:1910.07467): `y = x/√(mean(x²) +
    /// eps)·gamma`. Parameters as in [#layerNorm].
    void rmsNorm(
            int rows,
            int width,
            float[] x,
            int xo,
            float[] residual,
            int ro,
            float[] sum,
            int so,
            float[] gamma,
            int go,
            float eps,
            float[] y,
            int yo,
            float[] rstd,
            int rso);

    /// Backward of [#rmsNorm]; parameters as in [#layerNormGradient].
    void rmsNormGradient(
            int rows,
            int width,
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] rstd,
            int rso,
            float[] dx,
            int dxo,
            boolean accumulate,
            float[] dGamma,
            int dgo);
}
