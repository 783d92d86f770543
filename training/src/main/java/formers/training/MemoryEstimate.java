package formers.training;

import formers.models.decoder.DecoderConfig;
import formers.models.nn.FeedForward;
import formers.models.translation.transformer.TransformerConfig;

/// What training a model needs in memory, before it starts.
///
/// @param parameterBytes  parameters, gradients and both moments of AdamW
/// @param activationBytes what one batch keeps for the backward pass, and the gradients on the way
public record MemoryEstimate(long parameterBytes, long activationBytes) {

    /// Size classes of the pool, the JVM itself, data.
    private static final double OVERHEAD = 1.2;

    /// The estimate for batches of `batch` sequences of the full context.
    public static MemoryEstimate of(DecoderConfig config, int batch) {
        double tokens = (double) batch * config.context();
        double d = config.width();
        double qkv = (double) (config.heads() + 2 * config.kvHeads()) * config.headWidth();
        double feedForward = kept(config.feedForward());
        // Kept per layer: two norms, the projections (twice where they are rotated), what attention mixed,
        // both branches, the sum between them; during the backward pass about two layers' worth of
        // gradients besides.
        double layer = 7 * d + 2 * qkv + feedForward;
        double logits = 2.0 * config.vocabulary();
        double floats = tokens * ((config.layers() + 2) * layer + logits);
        return new MemoryEstimate(config.parameterCount() * 4 * Float.BYTES, (long) (floats * Float.BYTES));
    }

    /// The estimate for batches of `tokens` places on either side.
    public static MemoryEstimate of(TransformerConfig config, int tokens) {
        double d = config.width();
        double attention =
                3 * d + 4.0 * config.heads().total(); // a norm, the branch, the sum; projections and what they mixed
        double network = 3 * d + kept(config.feedForward());
        double encoder = config.encoderLayers() * (attention + network);
        double decoder = config.decoderLayers() * (2 * attention + network);
        double logits = 2.0 * config.vocabulary().target();
        return new MemoryEstimate(config.parameterCount() * 4 * Float.BYTES, (long)
                (tokens * (encoder + decoder + 2 * (2 * attention + network) + logits) * Float.BYTES));
    }

    /// Floats kept for a token in a feed-forward network: what goes into the activation, and what comes out.
    private static double kept(FeedForward feedForward) {
        return switch (feedForward) {
            case FeedForward.Plain plain -> 2.0 * plain.hidden();
            case FeedForward.Gated gated -> 3.0 * gated.hidden();
            case FeedForward.ClampedGated gated -> 8.0 * gated.hidden();
            case FeedForward.Experts experts ->
                experts.router().chosen() * kept(experts.expert()) + 3.0 * experts.shared();
            case FeedForward.Mixed mixed -> Math.max(kept(mixed.experts()), kept(mixed.dense()));
        };
    }

    /// Bytes in all.
    public long bytes() {
        return (long) ((parameterBytes + activationBytes) * OVERHEAD);
    }

    /// Refuses to start what cannot end well.
    ///
    /// @throws IllegalArgumentException if the estimate is above `available` bytes: says by how much and
    ///                                  what to change
    public void requireFits(long available) {
        if (bytes() > available) {
            throw new IllegalArgumentException(
                    ("training needs about %.1f GB (%.1f GB for parameters, gradients and moments, %.1f GB for one batch),"
                                    + " the JVM may use %.1f GB; use a smaller --batch, --context or preset, or give it"
                                    + " more with FORMERS_JAVA_OPTS=-Xmx%dg")
                            .formatted(
                                    bytes() / 1e9, parameterBytes / 1e9, activationBytes / 1e9, available / 1e9, (long)
                                            Math.ceil(bytes() / 1e9)));
        }
    }
}
