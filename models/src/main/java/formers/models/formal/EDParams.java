package formers.models.formal;

import java.util.List;

/// θ of Algorithm 8, the encoder-decoder.
///
/// @param We `W_e ∈ R^{d_e×N_V}`, token embedding of both sides
/// @param Wp `W_p ∈ R^{d_e×ℓ_max}`, positional embedding of both sides
/// @param enc the `L_enc` encoder layers
/// @param dec the `L_dec` decoder layers
/// @param Wu `W_u ∈ R^{N_V×d_e}`, unembedding
public record EDParams(double[][] We, double[][] Wp, List<LayerParams> enc, List<CrossLayerParams> dec, double[][] Wu)
        implements Params<EDParams> {

    public EDParams {
        enc = List.copyOf(enc);
        dec = List.copyOf(dec);
    }

    /// A model of the given size, all zero; fill it with [#initial] or [#map].
    public static EDParams zeros(int NV, int lmax, int Lenc, int Ldec, int H, int de, int dmlp) {
        return new EDParams(
                new double[de][NV],
                new double[de][lmax],
                LayerParams.zeros(Lenc, H, de, dmlp),
                CrossLayerParams.zeros(Ldec, H, de, dmlp),
                new double[NV][de]);
    }

    @Override
    public EDParams map(Transform f) {
        return new EDParams(
                f.matrix("W_e", We),
                f.matrix("W_p", Wp),
                LayerParams.map("enc", enc, f),
                CrossLayerParams.map("dec", dec, f),
                f.matrix("W_u", Wu));
    }
}
