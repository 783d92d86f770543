package formers.models.decoder;

import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;

/// Everything that tells one decoder of the GPT line from another. Each component is a choice of its own; a named model
/// is a set of choices.
///
/// @param vocabulary  tokens it knows
/// @param context     tokens it can look at together
/// @param layers      blocks
/// @param width       of the residual stream
/// @param heads       query heads
/// @param kvHeads     key/value heads; `heads` for multi-head, 1 for multi-query, between for grouped-query attention
/// @param headWidth   channels per head, usually `width / heads`
/// @param feedForward kind and hidden width
/// @param norm        kind and ε
/// @param positions   how order enters
/// @param biases      which projections have a bias
/// @param tied        whether the output projection is the token embedding
/// @param window      tokens a query sees, its own included; 0 for the whole context
/// @param dropout     in training, on the embeddings, the attention and each branch
public record DecoderConfig(
        int vocabulary,
        int context,
        int layers,
        int width,
        int heads,
        int kvHeads,
        int headWidth,
        FeedForward feedForward,
        Norm norm,
        Positions positions,
        Biases biases,
        boolean tied,
        int window,
        float dropout) {

    /// Which projections have a bias.
    public record Biases(boolean qkv, boolean attentionOutput, boolean feedForward) {
        public static final Biases ALL = new Biases(true, true, true);
        public static final Biases NONE = new Biases(false, false, false);
    }

    public DecoderConfig {
        require(vocabulary > 0, "vocabulary", vocabulary, "at least 1");
        require(context > 0, "context", context, "at least 1");
        require(layers > 0, "layers", layers, "at least 1");
        require(width > 0, "width", width, "at least 1");
        require(heads > 0, "heads", heads, "at least 1");
        require(headWidth > 0, "headWidth", headWidth, "at least 1");
        require(kvHeads > 0 && heads % kvHeads == 0, "kvHeads", kvHeads, "a divisor of heads " + heads);
        require(feedForward.hidden() > 0, "feedForward.hidden", feedForward.hidden(), "at least 1");
        require(window >= 0, "window", window, "at least 0");
        require(
                !(positions instanceof Positions.Rotary) || headWidth % 2 == 0,
                "headWidth",
                headWidth,
                "even, because rotary positions turn pairs of channels");
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1), found " + dropout);
        }
    }

    private static void require(boolean holds, String field, int found, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("decoder %s must be %s, found %d".formatted(field, wanted, found));
        }
    }

    public DecoderConfig withVocabulary(int tokens) {
        return new DecoderConfig(
                tokens,
                context,
                layers,
                width,
                heads,
                kvHeads,
                headWidth,
                feedForward,
                norm,
                positions,
                biases,
                tied,
                window,
                dropout);
    }

    public DecoderConfig withContext(int tokens) {
        return new DecoderConfig(
                vocabulary,
                tokens,
                layers,
                width,
                heads,
                kvHeads,
                headWidth,
                feedForward,
                norm,
                positions,
                biases,
                tied,
                window,
                dropout);
    }

    public DecoderConfig withDropout(float share) {
        return new DecoderConfig(
                vocabulary,
                context,
                layers,
                width,
                heads,
                kvHeads,
                headWidth,
                feedForward,
                norm,
                positions,
                biases,
                tied,
                window,
                share);
    }

    public DecoderConfig withTied(boolean shared) {
        return new DecoderConfig(
                vocabulary,
                context,
                layers,
                width,
                heads,
                kvHeads,
                headWidth,
                feedForward,
                norm,
                positions,
                biases,
                shared,
                window,
                dropout);
    }

    /// Number of scalar parameters, tied weights counted once.
    public long parameterCount() {
        long d = width;
        long norms = norm instanceof Norm.Layer(var _, var bias) && bias ? 2 * d : d;
        long qkvRows = (long) (heads + 2 * kvHeads) * headWidth;
        long attention =
                qkvRows * d + (biases.qkv() ? qkvRows : 0) + d * heads * headWidth + (biases.attentionOutput() ? d : 0);
        long f = feedForward.hidden();
        long ups = feedForward instanceof FeedForward.Gated ? 2 * f : f;
        long mlp = ups * d + d * f + (biases.feedForward() ? ups + d : 0);
        long embeddings = vocabulary * d * (tied ? 1 : 2) + (positions instanceof Positions.Learned ? context * d : 0);
        return embeddings + layers * (attention + mlp + 2 * norms) + norms;
    }

    /// Floating-point operations of one forward pass over `tokens` tokens, a multiplication and an addition counted as
    /// two (spec of the GPT line, section 2.5); a training step takes three times as many.
    public double forwardFlops(int tokens) {
        double t = tokens;
        double d = width;
        double queries = (double) heads * headWidth;
        double keys = (double) kvHeads * headWidth;
        double matrices = feedForward instanceof FeedForward.Gated ? 3 : 2;
        double layer = 2 * t * d * (queries + 2 * keys)
                + 4 * t * t * queries
                + 2 * t * queries * d
                + matrices * 2 * t * d * feedForward.hidden();
        return layers * layer + 2 * t * d * vocabulary;
    }
}
