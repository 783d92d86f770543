package formers.models.formal;

import static formers.models.formal.Matrices.requireLength;
import static formers.models.formal.Matrices.requireShape;

import java.util.List;
import java.util.stream.IntStream;

/// Parameters of Algorithm 5, multi-head attention.
///
/// @param heads the H heads, each with values of width `d_mid`
/// @param Wo `W_o ∈ R^{d_out×H·d_mid}`
/// @param bo `b_o ∈ R^{d_out}`
public record MHParams(List<AttentionParams> heads, double[][] Wo, double[] bo) {

    public MHParams {
        heads = List.copyOf(heads);
        requireShape(
                "W_o",
                Wo,
                Wo.length,
                heads.stream().mapToInt(head -> head.Wv().length).sum());
        requireLength("b_o", bo, Wo.length);
    }

    /// Self- or cross-attention in a stream of width `d_e`, with the usual `d_attn = d_mid = d_e/H`; all
    /// zero.
    static MHParams zeros(int de, int H) {
        if (H < 1 || de % H != 0) {
            throw new IllegalArgumentException("d_e = %d is not a multiple of H = %d".formatted(de, H));
        }
        var heads = IntStream.range(0, H).mapToObj(_ -> AttentionParams.zeros(de, de, de / H, de / H));
        return new MHParams(heads.toList(), new double[de][de], new double[de]);
    }

    /// From the matrices of a checkpoint, all heads below each other; see [AttentionParams#fromFused].
    public static MHParams fromFused(AttentionParams fused, int H, double[][] Wo, double[] bo) {
        return new MHParams(AttentionParams.fromFused(fused, H), Wo, bo);
    }

    /// The query, key and value matrices of all heads below each other.
    public AttentionParams toFused() {
        return AttentionParams.toFused(heads);
    }

    MHParams map(String place, Params.Transform f) {
        var mapped = IntStream.range(0, heads.size()).mapToObj(h -> heads.get(h).map(place + ".h" + h, f));
        return new MHParams(mapped.toList(), f.matrix(place + ".W_o", Wo), f.vector(place + ".b_o", bo));
    }
}
