package formers.models.formal;

import static formers.models.formal.Matrices.requireLength;

/// Keeping vectors at one scale: Algorithm 6 and its root-mean-square variant.
public final class Normalization {

    private Normalization() {}

    /// **Algorithm 6**, layer normalisation of one token's vector.
    ///
    /// `m = Σ_i e[i]/d_e`; `v = Σ_i (e[i] - m)²/d_e`; `ê = (e - m)/√(v + eps) ⊙ γ + β`. The variance is the
    /// biased one.
    ///
    /// @param e `e ∈ R^{d_e}`
    /// @param gamma `γ ∈ R^{d_e}`, scale
    /// @param beta `β ∈ R^{d_e}`, offset
    /// @param eps 0 in the paper; real models add 1e-5 or so, inside the root
    /// @return `ê ∈ R^{d_e}`
    public static double[] layerNorm(double[] e, double[] gamma, double[] beta, double eps) {
        requireLength("γ", gamma, e.length);
        requireLength("β", beta, e.length);
        double m = 0;
        for (double value : e) {
            m += value / e.length;
        }
        double v = 0;
        for (double value : e) {
            v += (value - m) * (value - m) / e.length;
        }
        var normed = new double[e.length];
        for (int i = 0; i < e.length; i++) {
            normed[i] = (e[i] - m) / Math.sqrt(v + eps) * gamma[i] + beta[i];
        }
        return normed;
    }

    /// Algorithm 6 with `m = 0` and `β = 0`, the root-mean-square norm: `ê = e/√(Σ_i e[i]²/d_e + eps) ⊙ γ`.
    ///
    /// @param e `e ∈ R^{d_e}`
    /// @param gamma `γ ∈ R^{d_e}`, scale
    /// @return `ê ∈ R^{d_e}`
    public static double[] rmsNorm(double[] e, double[] gamma, double eps) {
        requireLength("γ", gamma, e.length);
        double meanSquare = 0;
        for (double value : e) {
            meanSquare += value * value / e.length;
        }
        var normed = new double[e.length];
        for (int i = 0; i < e.length; i++) {
            normed[i] = e[i] / Math.sqrt(meanSquare + eps) * gamma[i];
        }
        return normed;
    }

    /// Algorithm 6 in every column, that is for every token by itself: `X[:, t] = layer_norm(X[:, t] | γ,
    /// β)`.
    ///
    /// @param X `X ∈ R^{d_e×ℓ}`
    public static double[][] layerNorm(double[][] X, double[] gamma, double[] beta, double eps) {
        var normed = new double[X.length][Matrices.columns(X)];
        for (int t = 0; t < Matrices.columns(X); t++) {
            Matrices.setColumn(normed, t, layerNorm(Matrices.column(X, t), gamma, beta, eps));
        }
        return normed;
    }
}
