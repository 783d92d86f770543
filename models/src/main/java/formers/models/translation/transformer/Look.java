package formers.models.translation.transformer;

import formers.tensor.AttentionOptions;
import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import java.util.Arrays;

/// One look of queries at a memory: scaled dot-product attention (section 3.2.1).
///
/// @param queries `[batch, queries, heads, width]`
/// @param causal  whether a query sees no key after its own; the last query stands at the last key
/// @param bias    added to the scores, `[heads, queries, keys]`; null for none
/// @param scale   factor on the product of a query and a key
record Look(Tensor queries, Memory memory, boolean causal, Tensor bias, float scale) {

    /// Low enough to vanish in a softmax, and finite, so that no difference of infinities appears.
    private static final float HIDDEN = -1e30f;

    /// Values weighted by how much each query looked at them, `[batch, queries, heads, width]`; zeros for a
    /// query that sees nothing. The matrix of weights is made only where a bias, which has gradients, is
    /// added to it.
    ///
    /// @param random decides what dropout drops; null when nothing is dropped
    Tensor mixed(float dropout, RandomSource random) {
        boolean dropped = random != null && dropout > 0;
        if (bias != null) {
            var weights = dropped ? weights().dropout(dropout, random) : weights();
            return weights.matmul(memory.values().permute(0, 2, 1, 3)).permute(0, 2, 1, 3);
        }
        var plain = (causal ? AttentionOptions.onlyEarlier() : AttentionOptions.full())
                .withScale(scale)
                .withKeys(null, memory.ends());
        var options = dropped ? plain.withDropout(dropout, random) : plain;
        return switch (memory) {
            case Memory.Fresh(var keys, var values, var _) -> queries.attention(keys, values, options);
            case Memory.Kept(var rows, var _) -> queries.attention(rows, options);
        };
    }

    /// How much each query looks at each key, `[batch, heads, queries, keys]`; rows sum to 1, or are 0 where
    /// there is nothing to see.
    Tensor weights() {
        var scores = queries.permute(0, 2, 1, 3)
                .matmul(false, memory.keys().permute(0, 2, 1, 3), true)
                .times(scale);
        if (bias != null) {
            scores = scores.plus(bias);
        }
        if (causal || memory.ends() != null) {
            scores = scores.plus(mask(scores.extent(2), scores.extent(3)));
        }
        var weights = scores.softmax(-1);
        return seesNothing() ? weights.times(seeing()) : weights;
    }

    /// What a query may see, `[batch, 1, queries, keys]`.
    private Tensor mask(int count, int keys) {
        int batch = queries.extent(0);
        var mask = new float[batch * count * keys];
        Arrays.fill(mask, HIDDEN);
        for (int row = 0; row < batch; row++) {
            int end = memory.ends() == null ? keys : memory.ends()[row];
            int first = Math.max(0, end - count);
            for (int i = 0; i < count; i++) {
                int line = (row * count + i) * keys;
                Arrays.fill(mask, line, line + (causal ? Math.min(end, first + i + 1) : end), 0);
            }
        }
        return Tensor.of(mask, batch, 1, count, keys);
    }

    private boolean seesNothing() {
        return memory.ends() != null && Arrays.stream(memory.ends()).anyMatch(end -> end == 0);
    }

    /// 0 for rows of the batch without a key, else 1.
    private Tensor seeing() {
        var ends = memory.ends();
        var seeing = new float[ends.length];
        for (int row = 0; row < ends.length; row++) {
            seeing[row] = ends[row] == 0 ? 0 : 1;
        }
        return Tensor.of(seeing, ends.length, 1, 1, 1);
    }
}
