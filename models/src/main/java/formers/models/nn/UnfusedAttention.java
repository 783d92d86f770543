package formers.models.nn;

import formers.tensor.Tensor;
import java.util.Arrays;

/// Attention whose scores take more than products, a mask and slopes: the matrix of scores is made, so
/// that whatever is added to it is differentiable. For relative positions and sinks.
///
/// @param attention heads, kv heads, width of a head
/// @param sinks     score of looking nowhere, `[heads]`; null without
/// @param relative  scores by distance; null without
record UnfusedAttention(Attention attention, int layer, Tensor sinks, RelativePositions relative, float dropout) {

    /// Low enough to vanish in a softmax, and finite, so that no difference of infinities appears.
    private static final float HIDDEN = -1e30f;

    /// Queries `[batch, queries, heads, width]` over `keys` and `values` `[batch, keys, kvHeads, width]`;
    /// the last query of row b stands at key `ends[b] − 1`.
    Tensor apply(Tensor queries, Tensor keys, Tensor values, int[] ends, Pass pass) {
        int batch = queries.extent(0);
        int count = queries.extent(1);
        int length = keys.extent(1);
        int heads = attention.heads();
        int width = attention.headWidth();
        int groups = attention.kvHeads();
        var q = queries.permute(0, 2, 1, 3); // [batch, heads, queries, width]
        var k = keys.permute(0, 2, 1, 3);
        var byContent = relative == null ? q : relative.contentQueries(q);
        var scores = byContent
                .reshape(batch, groups, heads / groups * count, width)
                .matmul(false, k, true)
                .reshape(batch, heads, count, length);
        if (relative != null) {
            scores = scores.plus(relative.scores(q, length, ends));
        }
        scores = scores.times(attention.scores().factor(layer, width));
        float cap = attention.scores().cap();
        if (cap > 0) {
            scores = scores.dividedBy(cap).tanh().times(cap);
        }
        var shares = shares(scores.plus(mask(count, length, ends)));
        if (pass.random() != null && dropout > 0) {
            shares = shares.dropout(dropout, pass.random().at("attention").at(layer));
        }
        return shares.reshape(batch, groups, heads / groups * count, length)
                .matmul(values.permute(0, 2, 1, 3))
                .reshape(batch, heads, count, width)
                .permute(0, 2, 1, 3);
    }

    private Tensor shares(Tensor scores) {
        if (sinks == null) {
            return scores.softmax(-1);
        }
        var extents = scores.shape().extents();
        var nowhere = sinks.reshape(1, extents[1], 1, 1).broadcastTo(extents[0], extents[1], extents[2], 1);
        return Tensor.concat(-1, scores, nowhere).softmax(-1).slice(-1, 0, extents[3]);
    }

    /// What a query may see, `[batch, 1, queries, keys]`.
    private Tensor mask(int count, int length, int[] ends) {
        int window = attention.windows().of(layer);
        var mask = new float[ends.length * count * length];
        Arrays.fill(mask, HIDDEN);
        for (int row = 0; row < ends.length; row++) {
            for (int i = 0; i < count; i++) {
                int at = ends[row] - count + i;
                int first = window == 0 ? 0 : Math.max(0, at - window + 1);
                int line = (row * count + i) * length;
                Arrays.fill(mask, line + first, line + at + 1, 0);
            }
        }
        return Tensor.of(mask, ends.length, 1, count, length);
    }
}
