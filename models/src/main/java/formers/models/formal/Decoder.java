package formers.models.formal;

import static formers.models.formal.Attention.causal;
import static formers.models.formal.Attention.mhAttention;
import static formers.models.formal.Matrices.columns;
import static formers.models.formal.Matrices.sum;
import static formers.models.formal.Normalization.layerNorm;

/// The decoder-only transformer, GPT: Algorithm 10.
public final class Decoder {

    private Decoder() {}

    /// **Algorithm 10**, `P ← DTransformer(x | θ)`: every token sees itself and the past, norms before each
    /// sublayer, GELU.
    ///
    /// In each layer: `X̃ = layer_norm(X | γ¹, β¹)` in every column, `X += MHAttention(X̃, X̃ | W_l,
    /// Mask[t, t'] = ⟦t ≤ t'⟧)`; `X̃ = layer_norm(X | γ², β²)`, `X += W_mlp2 GELU(W_mlp1 X̃ + b_mlp1 1ᵀ) +
    /// b_mlp2 1ᵀ`. Then `X = layer_norm(X | γ, β)` and `P = softmax(W_u X)`.
    ///
    /// X̃ is a temporary: the residual stream X itself is not normalised before the end. With eps 1e-5, the
    /// tanh form of GELU and `W_u = W_eᵀ` this is GPT-2.
    ///
    /// @param x token ids, at most `ℓ_max`
    /// @return `P ∈ (0,1)^{N_V×ℓ}`: column t is the distribution of token t+1 given `x[0..t]`
    public static double[][] dTransformer(int[] x, DParams theta) {
        return dTransformer(x, theta, Options.paper());
    }

    /// As [#dTransformer(int[], DParams)], with changes to the letter of the paper.
    public static double[][] dTransformer(int[] x, DParams theta, Options options) {
        var trace = options.trace();
        double[][] X = trace.note("X", Embedding.embed(x, theta.We(), theta.Wp()));
        for (int l = 0; l < theta.dec().size(); l++) {
            X = layer(X, theta.dec().get(l), options.at("dec." + l));
        }
        X = trace.note("X.norm", layerNorm(X, theta.gamma(), theta.beta(), options.eps()));
        return Embedding.unembed(X, theta.Wu(), trace);
    }

    private static double[][] layer(double[][] X, LayerParams w, Options options) {
        var trace = options.trace();
        var past = causal(columns(X));

        double[][] Xtilde = trace.note("Xtilde.norm1", layerNorm(X, w.gamma1(), w.beta1(), options.eps()));
        X = trace.note("X.attn", sum(X, mhAttention(Xtilde, Xtilde, w.attn(), past, trace.at("attn"))));
        Xtilde = trace.note("Xtilde.norm2", layerNorm(X, w.gamma2(), w.beta2(), options.eps()));
        double[][] mlp =
                FeedForward.mlp(Xtilde, w.Wmlp1(), w.bmlp1(), w.Wmlp2(), w.bmlp2(), options.gelu(), trace.at("mlp"));
        return trace.note("X.mlp", sum(X, mlp));
    }
}
