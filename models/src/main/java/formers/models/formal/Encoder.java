package formers.models.formal;

import static formers.models.formal.Attention.allVisible;
import static formers.models.formal.Attention.mhAttention;
import static formers.models.formal.Matrices.affine;
import static formers.models.formal.Matrices.columns;
import static formers.models.formal.Matrices.sum;
import static formers.models.formal.Normalization.layerNorm;

import java.util.function.DoubleUnaryOperator;

/// The encoder-only transformer, BERT: Algorithm 9.
public final class Encoder {

    private Encoder() {}

    /// **Algorithm 9**, `P ← ETransformer(x | θ)`: every token sees every other, norms after each residual
    /// sum, GELU.
    ///
    /// In each layer: `X += MHAttention(X, X | W_l, Mask ≡ 1)`, norm with `γ¹, β¹`;
    /// `X += W_mlp2 GELU(W_mlp1 X + b_mlp1 1ᵀ) + b_mlp2 1ᵀ`, norm with `γ², β²`. Then the head:
    /// `X = GELU(W_f X + b_f 1ᵀ)`, norm with `γ, β`, `P = softmax(W_u X)`.
    ///
    /// The published BERT adds segment embeddings, a norm after the embedding and an output bias.
    ///
    /// @param x token ids, at most `ℓ_max`
    /// @return `P ∈ (0,1)^{N_V×ℓ}`: column t is a distribution for token t itself, meant for masked tokens
    public static double[][] eTransformer(int[] x, EParams theta) {
        return eTransformer(x, theta, Options.paper());
    }

    /// As [#eTransformer(int[], EParams)], with changes to the letter of the paper.
    public static double[][] eTransformer(int[] x, EParams theta, Options options) {
        var trace = options.trace();
        double[][] X = trace.note("X", Embedding.embed(x, theta.We(), theta.Wp()));
        for (int l = 0; l < theta.enc().size(); l++) {
            X = layer("X", X, theta.enc().get(l), options.gelu(), options.at("enc." + l));
        }
        X = trace.note("X.head", Matrices.map(affine(theta.Wf(), X, theta.bf()), options.gelu()));
        X = trace.note("X.norm", layerNorm(X, theta.gamma(), theta.beta(), options.eps()));
        return Embedding.unembed(X, theta.Wu(), trace);
    }

    /// An encoder layer of Algorithms 8 and 9, which differ in the activation and in the name of the
    /// variable.
    static double[][] layer(String name, double[][] X, LayerParams w, DoubleUnaryOperator activation, Options options) {
        var trace = options.trace();
        var everything = allVisible(columns(X), columns(X));

        X = trace.note(name + ".attn", sum(X, mhAttention(X, X, w.attn(), everything, trace.at("attn"))));
        X = trace.note(name + ".norm1", layerNorm(X, w.gamma1(), w.beta1(), options.eps()));
        double[][] mlp = FeedForward.mlp(X, w.Wmlp1(), w.bmlp1(), w.Wmlp2(), w.bmlp2(), activation, trace.at("mlp"));
        X = trace.note(name + ".mlp", sum(X, mlp));
        return trace.note(name + ".norm2", layerNorm(X, w.gamma2(), w.beta2(), options.eps()));
    }
}
