package formers.models.formal;

import static formers.models.formal.Matrices.affine;
import static formers.models.formal.Matrices.columns;
import static formers.models.formal.Matrices.product;
import static formers.models.formal.Matrices.softmax;

import java.util.ArrayList;
import java.util.Arrays;

/// How tokens look at each other: Algorithms 3, 4 and 5.
///
/// A mask is `boolean[ℓ_Z][ℓ_X]`; `mask[tz][tx]` says that token `tz` of the context may influence token
/// `tx`.
public final class Attention {

    private Attention() {}

    /// **Algorithm 3**, basic single-query attention: one token looks at a context.
    ///
    /// `q = W_q e + b_q`; for every context token `k_t = W_k e_t + b_k` and `v_t = W_v e_t + b_v`;
    /// `α_t = exp(qᵀk_t/√d_attn) / Σ_u exp(qᵀk_u/√d_attn)`; `ṽ = Σ_t α_t v_t`.
    ///
    /// @param e the current token, `e ∈ R^{d_in}`
    /// @param context the T context tokens as columns, `[d_in, T]`, at least one
    /// @return `ṽ ∈ R^{d_out}`: the context and the token, combined
    public static double[] singleQueryAttention(double[] e, double[][] context, AttentionParams w) {
        int T = columns(context);
        if (T == 0) {
            throw new IllegalArgumentException("attention over an empty context is undefined");
        }
        double[] q = affine(w.Wq(), e, w.bq());
        var score = new double[T];
        var v = new double[T][];
        for (int t = 0; t < T; t++) {
            double[] et = Matrices.column(context, t);
            double[] kt = affine(w.Wk(), et, w.bk());
            v[t] = affine(w.Wv(), et, w.bv());
            for (int i = 0; i < q.length; i++) {
                score[t] += q[i] * kt[i];
            }
            score[t] /= Math.sqrt(w.dattn());
        }
        double[] alpha = softmax(score);
        var vtilde = new double[w.bv().length];
        for (int t = 0; t < T; t++) {
            for (int i = 0; i < vtilde.length; i++) {
                vtilde[i] += alpha[t] * v[t][i];
            }
        }
        return vtilde;
    }

    /// **Algorithm 4**, attention of every token of X to the context Z.
    ///
    /// `Q = W_q X + b_q 1ᵀ`, `K = W_k Z + b_k 1ᵀ`, `V = W_v Z + b_v 1ᵀ`; `S = Kᵀ Q`, with `S[tz, tx] = -∞`
    /// where the mask is false; `Ṽ = V softmax(S/√d_attn)`.
    ///
    /// Three uses: bidirectional self-attention, `Z = X` with [#allVisible]; unidirectional self-attention,
    /// `Z = X` with [#causal]; cross-attention, another `Z` with [#allVisible].
    ///
    /// @param X the primary sequence, `X ∈ R^{d_X×ℓ_X}`
    /// @param Z the context sequence, `Z ∈ R^{d_Z×ℓ_Z}`
    /// @param mask `Mask ∈ {0,1}^{ℓ_Z×ℓ_X}`
    /// @return `Ṽ ∈ R^{d_out×ℓ_X}`
    /// @throws IllegalArgumentException if shapes disagree or a token of X may see no token of Z
    public static double[][] attention(double[][] X, double[][] Z, AttentionParams w, boolean[][] mask) {
        return attention(X, Z, w, mask, Trace.off());
    }

    /// As [#attention(double[][], double[][], AttentionParams, boolean[][])], noting `Q`, `K`, `V`, `S`,
    /// `A` and `Vtilde`.
    public static double[][] attention(double[][] X, double[][] Z, AttentionParams w, boolean[][] mask, Trace trace) {
        requireMask(mask, columns(Z), columns(X));
        double[][] Q = trace.note("Q", affine(w.Wq(), X, w.bq()));
        double[][] K = trace.note("K", affine(w.Wk(), Z, w.bk()));
        double[][] V = trace.note("V", affine(w.Wv(), Z, w.bv()));

        var S = new double[columns(Z)][columns(X)];
        for (int tz = 0; tz < columns(Z); tz++) {
            for (int tx = 0; tx < columns(X); tx++) {
                for (int i = 0; i < w.dattn(); i++) {
                    S[tz][tx] += K[i][tz] * Q[i][tx];
                }
                if (!mask[tz][tx]) {
                    S[tz][tx] = Double.NEGATIVE_INFINITY;
                }
            }
        }
        trace.note("S", S);

        double scale = Math.sqrt(w.dattn());
        double[][] A = trace.note("A", softmax(Matrices.map(S, s -> s / scale)));
        return trace.note("Vtilde", product(V, A));
    }

    /// **Algorithm 5**, multi-head attention: H attentions side by side, their outputs mixed.
    ///
    /// `Y^h = Attention(X, Z | W^h, Mask)`; `Y = [Y^1; …; Y^H]`; `Ṽ = W_o Y + b_o 1ᵀ`.
    ///
    /// @param X the primary sequence, `X ∈ R^{d_X×ℓ_X}`
    /// @param Z the context sequence, `Z ∈ R^{d_Z×ℓ_Z}`
    /// @param mask `Mask ∈ {0,1}^{ℓ_Z×ℓ_X}`, the same for all heads
    /// @return `Ṽ ∈ R^{d_out×ℓ_X}`
    public static double[][] mhAttention(double[][] X, double[][] Z, MHParams w, boolean[][] mask) {
        return mhAttention(X, Z, w, mask, Trace.off());
    }

    /// As [#mhAttention(double[][], double[][], MHParams, boolean[][])], noting every head, `Y` and
    /// `Vtilde`.
    public static double[][] mhAttention(double[][] X, double[][] Z, MHParams w, boolean[][] mask, Trace trace) {
        var heads = new ArrayList<double[][]>();
        for (int h = 0; h < w.heads().size(); h++) {
            heads.add(attention(X, Z, w.heads().get(h), mask, trace.at("h" + h)));
        }
        double[][] Y = trace.note("Y", Matrices.stack(heads));
        return trace.note("Vtilde", affine(w.Wo(), Y, w.bo()));
    }

    /// `Mask ≡ 1`: everything may be seen.
    public static boolean[][] allVisible(int lz, int lx) {
        var mask = new boolean[lz][lx];
        for (var row : mask) {
            Arrays.fill(row, true);
        }
        return mask;
    }

    /// `Mask[tz, tx] = ⟦tz ≤ tx⟧`: a token sees itself and the past.
    public static boolean[][] causal(int l) {
        var mask = new boolean[l][l];
        for (int tz = 0; tz < l; tz++) {
            for (int tx = 0; tx < l; tx++) {
                mask[tz][tx] = tz <= tx;
            }
        }
        return mask;
    }

    private static void requireMask(boolean[][] mask, int lz, int lx) {
        if (mask.length != lz || lz == 0 || mask[0].length != lx) {
            throw new IllegalArgumentException(
                    "the mask has %d rows; a context of %d and a sequence of %d tokens need [%d, %d]"
                            .formatted(mask.length, lz, lx, lz, lx));
        }
        for (int tx = 0; tx < lx; tx++) {
            boolean seesAny = false;
            for (var row : mask) {
                seesAny |= row[tx];
            }
            if (!seesAny) {
                throw new IllegalArgumentException(
                        "token %d may see no token of the context; its attention is undefined".formatted(tx));
            }
        }
    }
}
