package formers.models.formal;

import java.util.List;
import java.util.stream.IntStream;

/// One decoder layer of Algorithm 8. Self-attention and cross-attention have parameters of their own.
///
/// @param attn the masked self-attention `W_l^dec`
/// @param cross the attention to the encoder's output, `W_l^{e/d}`
/// @param gamma3 `γ³ ∈ R^{d_e}`, with `beta3` after the self-attention
/// @param gamma4 `γ⁴ ∈ R^{d_e}`, with `beta4` after the cross-attention
/// @param gamma5 `γ⁵ ∈ R^{d_e}`, with `beta5` after the MLP
/// @param Wmlp3 `W_mlp3 ∈ R^{d_mlp×d_e}`
/// @param Wmlp4 `W_mlp4 ∈ R^{d_e×d_mlp}`
public record CrossLayerParams(
        MHParams attn,
        MHParams cross,
        double[] gamma3,
        double[] beta3,
        double[] gamma4,
        double[] beta4,
        double[] gamma5,
        double[] beta5,
        double[][] Wmlp3,
        double[] bmlp3,
        double[][] Wmlp4,
        double[] bmlp4) {

    static List<CrossLayerParams> zeros(int L, int H, int de, int dmlp) {
        return IntStream.range(0, L)
                .mapToObj(_ -> new CrossLayerParams(
                        MHParams.zeros(de, H),
                        MHParams.zeros(de, H),
                        new double[de],
                        new double[de],
                        new double[de],
                        new double[de],
                        new double[de],
                        new double[de],
                        new double[dmlp][de],
                        new double[dmlp],
                        new double[de][dmlp],
                        new double[de]))
                .toList();
    }

    static List<CrossLayerParams> map(String place, List<CrossLayerParams> layers, Params.Transform f) {
        return IntStream.range(0, layers.size())
                .mapToObj(l -> layers.get(l).map(place + "." + l, f))
                .toList();
    }

    private CrossLayerParams map(String place, Params.Transform f) {
        return new CrossLayerParams(
                attn.map(place + ".attn", f),
                cross.map(place + ".cross", f),
                f.vector(place + ".gamma3", gamma3),
                f.vector(place + ".beta3", beta3),
                f.vector(place + ".gamma4", gamma4),
                f.vector(place + ".beta4", beta4),
                f.vector(place + ".gamma5", gamma5),
                f.vector(place + ".beta5", beta5),
                f.matrix(place + ".W_mlp3", Wmlp3),
                f.vector(place + ".b_mlp3", bmlp3),
                f.matrix(place + ".W_mlp4", Wmlp4),
                f.vector(place + ".b_mlp4", bmlp4));
    }
}
