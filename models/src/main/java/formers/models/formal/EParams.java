package formers.models.formal;

import java.util.List;

/// θ of Algorithm 9, the encoder-only transformer (BERT).
///
/// @param We `W_e ∈ R^{d_e×N_V}`, token embedding
/// @param Wp `W_p ∈ R^{d_e×ℓ_max}`, positional embedding
/// @param enc the L layers
/// @param Wf `W_f ∈ R^{d_f×d_e}`, with `bf` the dense layer of the head
/// @param gamma `γ ∈ R^{d_f}`, with `beta` the layer normalisation of the head
/// @param Wu `W_u ∈ R^{N_V×d_f}`, unembedding
public record EParams(
        double[][] We,
        double[][] Wp,
        List<LayerParams> enc,
        double[][] Wf,
        double[] bf,
        double[] gamma,
        double[] beta,
        double[][] Wu)
        implements Params<EParams> {

    public EParams {
        enc = List.copyOf(enc);
    }

    /// A model of the given size, all zero; fill it with [#initial] or [#map].
    public static EParams zeros(int NV, int lmax, int L, int H, int de, int dmlp, int df) {
        return new EParams(
                new double[de][NV],
                new double[de][lmax],
                LayerParams.zeros(L, H, de, dmlp),
                new double[df][de],
                new double[df],
                new double[df],
                new double[df],
                new double[NV][df]);
    }

    @Override
    public EParams map(Transform f) {
        return new EParams(
                f.matrix("W_e", We),
                f.matrix("W_p", Wp),
                LayerParams.map("enc", enc, f),
                f.matrix("W_f", Wf),
                f.vector("b_f", bf),
                f.vector("final.gamma", gamma),
                f.vector("final.beta", beta),
                f.matrix("W_u", Wu));
    }
}
