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
    private SelfAttention(
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

    /// What the self-attention of all layers of a model has in common.
    ///
    /// @param width     of the residual stream
    /// @param norm      of queries and keys, if they are normalised
    /// @param dropout   share of the attention probabilities dropped in training
    /// @param qkvBias   whether the first projection has a bias
    /// @param outBias   whether the second has one
    public record Plan(
            Attention attention,
            Positions positions,
            int context,
            int width,
            Norm norm,
            boolean qkvBias,
            boolean outBias,
            float dropout) {

        /// A maker of layers, which share their tables of positions.
        public Maker maker() {
            var sinusoids = new Sinusoids(width);
            return positions instanceof Positions.Rotary rotary
                    ? new Maker(
                            this,
                            new RotaryTurns(rotary.pairing(), rotary.rotated(), rotary.full(), context),
                            new RotaryTurns(rotary.pairing(), rotary.rotated(), rotary.windowed(), context),
                            sinusoids)
                    : new Maker(this, null, null, sinusoids);
        }
    }

    /// Makes the layers of a plan.
    public static final class Maker {

        private final Plan plan;
        private final RotaryTurns full;
        private final RotaryTurns windowed;
        private final Sinusoids sinusoids;

        private Maker(Plan plan, RotaryTurns full, RotaryTurns windowed, Sinusoids sinusoids) {
            this.plan = plan;
            this.full = full;
            this.windowed = windowed;
            this.sinusoids = sinusoids;
        }

        /// @param layer    which entry of the cache is its own, and which place in every pattern
        /// @param residual how the projection back starts
        public SelfAttention layer(Parameters parameters, int layer, Initializer initializer, Initializer residual) {
            var attention = plan.attention;
            int width = attention.headWidth();
            int queries = attention.heads() * width;
            int keys = attention.kvHeads() * width;
            var qkv = Linear.of(parameters.at("qkv"), initializer, plan.width, queries + 2 * keys, plan.qkvBias);
            var output = Linear.of(parameters.at("output"), residual, queries, plan.width, plan.outBias);
            var norm = attention.queryKeyNorm();
            boolean across = norm == QueryKeyNorm.ACROSS_HEADS;
            boolean normed = norm != QueryKeyNorm.NONE;
            var queryNorm = normed ? plan.norm.build(parameters.at("query_norm"), across ? queries : width) : null;
            var keyNorm = normed ? plan.norm.build(parameters.at("key_norm"), across ? keys : width) : null;
            return new SelfAttention(
                    attention,
                    qkv,
                    output,
                    queryNorm,
                    keyNorm,
                    turns(layer),
                    options(layer),
                    unfused(parameters, layer, initializer),
                    plan.dropout,
                    layer);
        }

        private RotaryTurns turns(int layer) {
            if (!(plan.positions instanceof Positions.Rotary rotary)
                    || rotary.unrotated().contains(layer)) {
                return null;
            }
            return plan.attention.windows().of(layer) == 0 ? full : windowed;
        }

        private AttentionOptions options(int layer) {
            var attention = plan.attention;
            var options = AttentionOptions.onlyEarlier()
                    .withWindow(attention.windows().of(layer))
                    .withScale(attention.scores().factor(layer, attention.headWidth()))
                    .withSoftCap(attention.scores().cap());
            return plan.positions instanceof Positions.Alibi
                    ? options.withSlopes(Positions.Alibi.slopes(attention.heads()))
                    : options;
        }

        private UnfusedAttention unfused(Parameters parameters, int layer, Initializer initializer) {
            var attention = plan.attention;
            boolean sinks = attention.scores().sinks();
            boolean relative = plan.positions instanceof Positions.Relative;
            return sinks || relative
                    ? new UnfusedAttention(
                            attention,
                            layer,
                            sinks ? parameters.get("sinks", Initializer.constant(0), attention.heads()) : null,
                            relative
                                    ? RelativePositions.of(parameters, attention, plan.width, sinusoids, initializer)
                                    : null,
                            plan.dropout)
                    : null;
        }
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
        var keys = cache.keys(layer);
        if (turns != null && turns.dependOnLength()) {
            keys = turns.turn(keys, attention.kvHeads(), new Where(cache.entryPositions(count), where.longest()));
        }
        var values = cache.values(layer);
        int[] ends = cache.ends(count);
        return unfused != null
                ? unfused.apply(parts[0], keys, values, ends, pass)
                : parts[0].attention(keys, values, options.withKeys(null, ends));
    }
}
