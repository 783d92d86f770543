package formers.models.formal;

import static formers.models.formal.Attention.allVisible;
import static formers.models.formal.Attention.causal;
import static formers.models.formal.Attention.mhAttention;
import static formers.models.formal.Matrices.columns;
import static formers.models.formal.Matrices.sum;
import static formers.models.formal.Normalization.layerNorm;

/// The sequence-to-sequence transformer: Algorithm 8.
public final class EncoderDecoder {

    private EncoderDecoder() {}

    /// **Algorithm 8**, `P ← EDTransformer(z, x | θ)`: norms after each residual sum, ReLU, positions on
    /// both sides.
    ///
    /// Encoder, in each layer: `Z += MHAttention(Z, Z | W_l^enc, Mask ≡ 1)`, norm with `γ¹, β¹`;
    /// `Z += W_mlp2 ReLU(W_mlp1 Z + b_mlp1 1ᵀ) + b_mlp2 1ᵀ`, norm with `γ², β²`.
    ///
    /// Decoder, in each layer: `X += MHAttention(X, X | W_l^dec, Mask[t, t'] = ⟦t ≤ t'⟧)`, norm with `γ³,
    /// β³`; `X += MHAttention(X, Z | W_l^{e/d}, Mask ≡ 1)`, norm with `γ⁴, β⁴`; `X += W_mlp4 ReLU(W_mlp3 X
    /// + b_mlp3 1ᵀ) + b_mlp4 1ᵀ`, norm with `γ⁵, β⁵`. Then `P = softmax(W_u X)`.
    ///
    /// @param z context token ids, at most `ℓ_max`
    /// @param x primary token ids, at most `ℓ_max`
    /// @return `P ∈ (0,1)^{N_V×ℓ_x}`: column t is the distribution of token t+1 given `x[0..t]` and z
    public static double[][] edTransformer(int[] z, int[] x, EDParams theta) {
        return edTransformer(z, x, theta, Options.paper());
    }

    /// As [#edTransformer(int[], int[], EDParams)], with changes to the letter of the paper. The activation
    /// stays ReLU.
    public static double[][] edTransformer(int[] z, int[] x, EDParams theta, Options options) {
        double[][] Z = options.trace().note("Z", Embedding.embed(z, theta.We(), theta.Wp()));
        for (int l = 0; l < theta.enc().size(); l++) {
            Z = Encoder.layer("Z", Z, theta.enc().get(l), Activation::relu, options.at("enc." + l));
        }
        double[][] X = options.trace().note("X", Embedding.embed(x, theta.We(), theta.Wp()));
        for (int l = 0; l < theta.dec().size(); l++) {
            X = decoderLayer(X, Z, theta.dec().get(l), options.at("dec." + l));
        }
        return Embedding.unembed(X, theta.Wu(), options.trace());
    }

    private static double[][] decoderLayer(double[][] X, double[][] Z, CrossLayerParams w, Options options) {
        var trace = options.trace();
        var past = causal(columns(X));
        var everything = allVisible(columns(Z), columns(X));

        X = trace.note("X.attn", sum(X, mhAttention(X, X, w.attn(), past, trace.at("attn"))));
        X = trace.note("X.norm3", layerNorm(X, w.gamma3(), w.beta3(), options.eps()));
        X = trace.note("X.cross", sum(X, mhAttention(X, Z, w.cross(), everything, trace.at("cross"))));
        X = trace.note("X.norm4", layerNorm(X, w.gamma4(), w.beta4(), options.eps()));
        double[][] mlp =
                FeedForward.mlp(X, w.Wmlp3(), w.bmlp3(), w.Wmlp4(), w.bmlp4(), Activation::relu, trace.at("mlp"));
        X = trace.note("X.mlp", sum(X, mlp));
        return trace.note("X.norm5", layerNorm(X, w.gamma5(), w.beta5(), options.eps()));
    }
}
