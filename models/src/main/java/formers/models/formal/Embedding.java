package formers.models.formal;

import static formers.models.formal.Matrices.columns;

import java.util.Objects;

/// From token ids to vectors and back: Algorithms 1, 2 and 7.
public final class Embedding {

    /// The base of the wavelengths, which *Attention Is All You Need* sets to 10 000.
    private static final double BASE = 10_000;

    private Embedding() {}

    /// **Algorithm 1**, token embedding: `e = W_e[:, v]`.
    ///
    /// @param v token id, `0 ≤ v < N_V`
    /// @param We `W_e ∈ R^{d_e×N_V}`
    /// @return `e ∈ R^{d_e}`
    /// @throws IndexOutOfBoundsException if `v` is not in the vocabulary
    public static double[] tokenEmbedding(int v, double[][] We) {
        if (v < 0 || v >= columns(We)) {
            throw new IndexOutOfBoundsException(
                    "token %d is not in the vocabulary 0..%d".formatted(v, columns(We) - 1));
        }
        return Matrices.column(We, v);
    }

    /// **Algorithm 2**, positional embedding: `e_p = W_p[:, t]`.
    ///
    /// @param t position, `0 ≤ t < ℓ_max`
    /// @param Wp `W_p ∈ R^{d_e×ℓ_max}`, learned, or one of the two fixed tables below
    /// @return `e_p ∈ R^{d_e}`
    /// @throws IndexOutOfBoundsException if `t` is beyond the last position
    public static double[] positionalEmbedding(int t, double[][] Wp) {
        if (t < 0 || t >= columns(Wp)) {
            throw new IndexOutOfBoundsException(
                    "position %d is outside 0..%d, the positions the model knows".formatted(t, columns(Wp) - 1));
        }
        return Matrices.column(Wp, t);
    }

    /// The fixed `W_p` in the indices of this paper, which start at 1: `W_p[2i-1, t] =
    /// sin(t/10000^{2i/d_e})` and `W_p[2i, t] = cos(t/10000^{2i/d_e})` for `1 ≤ i ≤ d_e/2` and `1 ≤ t ≤
    /// ℓ_max`.
    ///
    /// @param de `d_e`, even
    /// @return `W_p ∈ R^{d_e×ℓ_max}`
    public static double[][] sinusoidalPositions(int de, int lmax) {
        return sinusoids(de, lmax, 1);
    }

    /// The fixed `W_p` of Vaswani et al. (2017, section 3.5), whose indices start at 0: `PE(t, 2i) =
    /// sin(t/10000^{2i/d_e})` and `PE(t, 2i+1) = cos(t/10000^{2i/d_e})` for `0 ≤ i < d_e/2` and `0 ≤ t <
    /// ℓ_max`. The same wavelengths as [#sinusoidalPositions], one step along both indices, and not the
    /// same table.
    ///
    /// @param de `d_e`, even
    /// @return `W_p ∈ R^{d_e×ℓ_max}`
    public static double[][] originalSinusoidalPositions(int de, int lmax) {
        return sinusoids(de, lmax, 0);
    }

    private static double[][] sinusoids(int de, int lmax, int first) {
        if (de % 2 != 0) {
            throw new IllegalArgumentException("sinusoidal positions pair channels, d_e must be even, was " + de);
        }
        var Wp = new double[de][lmax];
        for (int i = 0; i < de / 2; i++) {
            double wavelength = Math.pow(BASE, 2.0 * (i + first) / de);
            for (int t = 0; t < lmax; t++) {
                Wp[2 * i][t] = Math.sin((t + first) / wavelength);
                Wp[2 * i + 1][t] = Math.cos((t + first) / wavelength);
            }
        }
        return Wp;
    }

    /// What every model of the paper starts with: `X[:, t] = W_e[:, x[t]] + W_p[:, t]`.
    ///
    /// @param x token ids, `1 ≤ ℓ ≤ ℓ_max` of them
    /// @return `X ∈ R^{d_e×ℓ}`
    /// @throws IllegalArgumentException if `x` is empty or longer than `ℓ_max`
    public static double[][] embed(int[] x, double[][] We, double[][] Wp) {
        Objects.requireNonNull(x, "x");
        if (x.length == 0 || x.length > columns(Wp)) {
            throw new IllegalArgumentException("a sequence of %d tokens; the model takes 1 to ℓ_max = %d, cut it first"
                    .formatted(x.length, columns(Wp)));
        }
        var X = new double[We.length][x.length];
        for (int t = 0; t < x.length; t++) {
            double[] e = tokenEmbedding(x[t], We);
            double[] ep = positionalEmbedding(t, Wp);
            for (int i = 0; i < e.length; i++) {
                X[i][t] = e[i] + ep[i];
            }
        }
        return X;
    }

    /// **Algorithm 7**, unembedding: `p = softmax(W_u e)`, a distribution over the vocabulary. There is no
    /// bias.
    ///
    /// @param e `e ∈ R^{d_e}`
    /// @param Wu `W_u ∈ R^{N_V×d_e}`
    /// @return `p ∈ Δ(V)`: `N_V` probabilities
    public static double[] unembedding(double[] e, double[][] Wu) {
        return Matrices.softmax(Matrices.affine(Wu, e, new double[Wu.length]));
    }

    /// Algorithm 7 in every column: `P = softmax(W_u X)`.
    static double[][] unembed(double[][] X, double[][] Wu, Trace trace) {
        double[][] logits = trace.note("logits", Matrices.product(Wu, X));
        return trace.note("P", Matrices.softmax(logits));
    }
}
