package formers.models.nn;

import formers.tensor.AttentionOptions;

/// Makes the self-attention of every layer of a model. Layers differ in their windows and in how positions
/// enter; they share the tables of positions.
public final class AttentionLayers {

    /// What they have in common.
    ///
    /// @param width   of the residual stream
    /// @param norm    of queries and keys, if they are normalised
    /// @param qkvBias whether the projection to queries, keys and values has a bias
    /// @param outBias whether the projection back has one
    /// @param dropout share of the attention probabilities dropped in training
    public record Plan(
            Attention attention,
            Positions positions,
            int context,
            int width,
            Norm norm,
            boolean qkvBias,
            boolean outBias,
            float dropout) {}

    private final Plan plan;
    private final RotaryTurns full; // null without rotary positions
    private final RotaryTurns windowed;
    private final Sinusoids sinusoids;

    /// The layers of a model, to be made one by one.
    public AttentionLayers(Plan plan) {
        this.plan = plan;
        sinusoids = new Sinusoids(plan.width);
        if (plan.positions instanceof Positions.Rotary rotary) {
            full = new RotaryTurns(rotary.pairing(), rotary.rotated(), rotary.full(), plan.context);
            windowed = new RotaryTurns(rotary.pairing(), rotary.rotated(), rotary.windowed(), plan.context);
        } else {
            full = null;
            windowed = null;
        }
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
