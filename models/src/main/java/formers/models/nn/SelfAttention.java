package formers.models.nn;

import formers.tensor.AttentionOptions;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Causal multi-head self-attention (Vaswani et al. 2017, section 3.2.2): one projection to all query, key
/// and value heads, one back. Whatever a decoder of the GPT line varies is in [Attention] and [Positions].
public final class SelfAttention {

    private final Attention attention;
    private final Linear qkv; // [(heads + 2·kvHeads)·headWidth, width]: query heads, then key heads, then value heads
    private final Linear output; // [width, heads·headWidth]
    private final Norm.Built queryNorm; // null without
    private final Norm.Built keyNorm;
    private final RotaryTurns turns; // null without rotary positions
    private final AttentionOptions options;
    private final UnfusedAttention unfused; // null where one pass over the scores is enough
    private final float dropout;
    private final int layer;

    /// @param turns null without rotary positions
    SelfAttention(
            Attention attention,
            Linear qkv,
            Linear output,
            Norm.Built queryNorm,
            Norm.Built keyNorm,
            RotaryTurns turns,
            AttentionOptions options,
            UnfusedAttention unfused,
            float dropout,
            int layer) {
        this.attention = attention;
        this.qkv = qkv;
        this.output = output;
        this.queryNorm = queryNorm;
        this.keyNorm = keyNorm;
        this.turns = turns;
        this.options = options;
        this.unfused = unfused;
        this.dropout = dropout;
        this.layer = layer;
    }

    /// `[batch, tokens, width] → [batch, tokens, width]`.
    public Tensor apply(Tensor x, Where where, Pass pass) {
        int batch = x.extent(0);
        int tokens = x.extent(1);
        int heads = attention.heads();
        int kvHeads = attention.kvHeads();
        var all = qkv.apply(x).reshape(batch, tokens, heads + 2 * kvHeads, attention.headWidth());
        if (queryNorm != null) {
            all = normalized(all);
        }
        var cache = pass.cache();
        if (turns != null) {
            // Keys that other lengths of text turn by other angles are kept as they are, and turned when
            // they are read.
            all = turns.turn(all, cache != null && turns.dependOnLength() ? heads : heads + kvHeads, where);
        }
        var mixed = cache == null ? overItself(all, pass) : overCache(all, where, pass);
        return output.apply(mixed.reshape(batch, tokens, heads * attention.headWidth()));
    }

    private Tensor normalized(Tensor all) {
        var parts = all.split(2, attention.heads(), attention.kvHeads(), attention.kvHeads());
        return Tensor.concat(2, normalized(parts[0], queryNorm), normalized(parts[1], keyNorm), parts[2]);
    }

    private Tensor normalized(Tensor heads, Norm.Built norm) {
        if (attention.queryKeyNorm() == QueryKeyNorm.PER_HEAD) {
            return norm.apply(heads);
        }
        var together = heads.reshape(heads.extent(0), heads.extent(1), -1);
        return norm.apply(together).reshape(heads.shape().extents());
    }

    private Tensor overItself(Tensor all, Pass pass) {
        if (unfused != null) {
            var parts = all.split(2, attention.heads(), attention.kvHeads(), attention.kvHeads());
            var ends = new int[all.extent(0)];
            Arrays.fill(ends, all.extent(1));
            return unfused.apply(parts[0], parts[1], parts[2], ends, pass);
        }
        var how = pass.random() == null || dropout == 0
                ? options
                : options.withDropout(dropout, pass.random().at("attention").at(layer));
        return all.selfAttention(attention.heads(), attention.kvHeads(), how);
    }

    private Tensor overCache(Tensor all, Where where, Pass pass) {
        var cache = pass.cache();
        int count = all.extent(1);
        var parts = all.split(2, attention.heads(), attention.kvHeads(), attention.kvHeads());
        cache.store(layer, parts[1], parts[2]);
        int[] ends = cache.ends(count);
        boolean turnKeys = turns != null && turns.dependOnLength();
        if (!turnKeys && unfused == null) {
            return parts[0].attention(cache.layer(layer), options.withKeys(null, ends));
        }
        var keys = cache.keys(layer, count);
        if (turnKeys) {
            keys = turns.turn(keys, attention.kvHeads(), new Where(cache.entryPositions(count), where.longest()));
        }
        var values = cache.values(layer, count);
        return unfused != null
                ? unfused.apply(parts[0], keys, values, ends, pass)
                : parts[0].attention(keys, values, options.withKeys(null, ends));
    }
}
