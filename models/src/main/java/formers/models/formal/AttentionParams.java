package formers.models.formal;

import static formers.models.formal.Matrices.columns;
import static formers.models.formal.Matrices.requireLength;
import static formers.models.formal.Matrices.requireShape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Parameters of Algorithms 3 and 4: the query, key and value maps of one attention head.
///
/// @param Wq `W_q ∈ R^{d_attn×d_X}`
/// @param bq `b_q ∈ R^{d_attn}`
/// @param Wk `W_k ∈ R^{d_attn×d_Z}`
/// @param bk `b_k ∈ R^{d_attn}`
/// @param Wv `W_v ∈ R^{d_out×d_Z}`
/// @param bv `b_v ∈ R^{d_out}`
public record AttentionParams(double[][] Wq, double[] bq, double[][] Wk, double[] bk, double[][] Wv, double[] bv) {

    public AttentionParams {
        requireShape("W_k", Wk, Wq.length, columns(Wk));
        requireShape("W_v", Wv, Wv.length, columns(Wk));
        requireLength("b_q", bq, Wq.length);
        requireLength("b_k", bk, Wk.length);
        requireLength("b_v", bv, Wv.length);
    }

    static AttentionParams zeros(int dX, int dZ, int dattn, int dout) {
        return new AttentionParams(
                new double[dattn][dX],
                new double[dattn],
                new double[dattn][dZ],
                new double[dattn],
                new double[dout][dZ],
                new double[dout]);
    }

    /// `d_attn`, the width of queries and keys.
    int dattn() {
        return Wq.length;
    }

    /// Splits matrices that hold all heads below each other, as checkpoints store them: rows `h·d …
    /// (h+1)·d-1` of each matrix belong to head h.
    ///
    /// @throws IllegalArgumentException if the rows do not divide evenly among the heads
    public static List<AttentionParams> fromFused(AttentionParams fused, int H) {
        if (H < 1 || fused.Wq.length % H != 0 || fused.Wv.length % H != 0) {
            throw new IllegalArgumentException("cannot split %d query and %d value rows among %d heads evenly"
                    .formatted(fused.Wq.length, fused.Wv.length, H));
        }
        int dattn = fused.Wq.length / H;
        int dmid = fused.Wv.length / H;
        var heads = new ArrayList<AttentionParams>();
        for (int h = 0; h < H; h++) {
            int q = h * dattn;
            int v = h * dmid;
            heads.add(new AttentionParams(
                    Arrays.copyOfRange(fused.Wq, q, q + dattn),
                    Arrays.copyOfRange(fused.bq, q, q + dattn),
                    Arrays.copyOfRange(fused.Wk, q, q + dattn),
                    Arrays.copyOfRange(fused.bk, q, q + dattn),
                    Arrays.copyOfRange(fused.Wv, v, v + dmid),
                    Arrays.copyOfRange(fused.bv, v, v + dmid)));
        }
        return heads;
    }

    /// The inverse of [#fromFused]: the matrices of all heads below each other.
    public static AttentionParams toFused(List<AttentionParams> heads) {
        return new AttentionParams(
                stack(heads, AttentionParams::Wq),
                concat(heads, AttentionParams::bq),
                stack(heads, AttentionParams::Wk),
                concat(heads, AttentionParams::bk),
                stack(heads, AttentionParams::Wv),
                concat(heads, AttentionParams::bv));
    }

    private static double[][] stack(List<AttentionParams> heads, Function<AttentionParams, double[][]> part) {
        return Matrices.stack(heads.stream().map(part).toList());
    }

    private static double[] concat(List<AttentionParams> heads, Function<AttentionParams, double[]> part) {
        return heads.stream().map(part).flatMapToDouble(Arrays::stream).toArray();
    }

    AttentionParams map(String place, Params.Transform f) {
        return new AttentionParams(
                f.matrix(place + ".W_q", Wq),
                f.vector(place + ".b_q", bq),
                f.matrix(place + ".W_k", Wk),
                f.vector(place + ".b_k", bk),
                f.matrix(place + ".W_v", Wv),
                f.vector(place + ".b_v", bv));
    }
}
