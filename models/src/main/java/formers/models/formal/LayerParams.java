package formers.models.formal;

import java.util.List;
import java.util.stream.IntStream;

/// One layer with self-attention and an MLP: an encoder layer of Algorithms 8 and 9, or a layer of
/// Algorithm 10.
///
/// @param attn the self-attention `W_l`
/// @param gamma1 `γ¹ ∈ R^{d_e}`, with `beta1` of the first layer normalisation
/// @param gamma2 `γ² ∈ R^{d_e}`, with `beta2` of the second
/// @param Wmlp1 `W_mlp1 ∈ R^{d_mlp×d_e}`
/// @param Wmlp2 `W_mlp2 ∈ R^{d_e×d_mlp}`
public record LayerParams(
        MHParams attn,
        double[] gamma1,
        double[] beta1,
        double[] gamma2,
        double[] beta2,
        double[][] Wmlp1,
        double[] bmlp1,
        double[][] Wmlp2,
        double[] bmlp2) {

    static List<LayerParams> zeros(int L, int H, int de, int dmlp) {
        return IntStream.range(0, L)
                .mapToObj(_ -> new LayerParams(
                        MHParams.zeros(de, H),
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

    static List<LayerParams> map(String place, List<LayerParams> layers, Params.Transform f) {
        return IntStream.range(0, layers.size())
                .mapToObj(l -> layers.get(l).map(place + "." + l, f))
                .toList();
    }

    private LayerParams map(String place, Params.Transform f) {
        return new LayerParams(
                attn.map(place + ".attn", f),
                f.vector(place + ".gamma1", gamma1),
                f.vector(place + ".beta1", beta1),
                f.vector(place + ".gamma2", gamma2),
                f.vector(place + ".beta2", beta2),
                f.matrix(place + ".W_mlp1", Wmlp1),
                f.vector(place + ".b_mlp1", bmlp1),
                f.matrix(place + ".W_mlp2", Wmlp2),
                f.vector(place + ".b_mlp2", bmlp2));
    }
}
