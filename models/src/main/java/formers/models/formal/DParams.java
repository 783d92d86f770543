package formers.models.formal;

import java.util.List;

/// θ of Algorithm 10, the decoder-only transformer (GPT).
///
/// @param We `W_e ∈ R^{d_e×N_V}`, token embedding
/// @param Wp `W_p ∈ R^{d_e×ℓ_max}`, positional embedding
/// @param dec the L layers
/// @param gamma `γ ∈ R^{d_e}`, with `beta` the last layer normalisation
/// @param Wu `W_u ∈ R^{N_V×d_e}`, unembedding; GPT-2 ties it, `W_u = W_eᵀ`
public record DParams(double[][] We, double[][] Wp, List<LayerParams> dec, double[] gamma, double[] beta, double[][] Wu)
        implements Params<DParams> {

    public DParams {
        dec = List.copyOf(dec);
    }

    /// A model of the given size, all zero; fill it with [#initial] or [#map].
    public static DParams zeros(int NV, int lmax, int L, int H, int de, int dmlp) {
        return new DParams(
                new double[de][NV],
                new double[de][lmax],
                LayerParams.zeros(L, H, de, dmlp),
                new double[de],
                new double[de],
                new double[NV][de]);
    }

    @Override
    public DParams map(Transform f) {
        return new DParams(
                f.matrix("W_e", We),
                f.matrix("W_p", Wp),
                LayerParams.map("dec", dec, f),
                f.vector("final.gamma", gamma),
                f.vector("final.beta", beta),
                f.matrix("W_u", Wu));
    }
}
