package formers.models.scaling;

import formers.models.decoder.DecoderConfig;
import formers.models.nn.FeedForward;
import formers.models.nn.Positions;

/// What a decoder costs: its parameters, and floating-point operations, a multiplication and an addition
/// counted as two.
public record DecoderCompute(DecoderConfig config) {

    /// All parameters.
    public long parameters() {
        return config.parameterCount();
    }

    /// Parameters that one token is multiplied with: of the experts only those it is sent to.
    public long activeParameters() {
        return switch (config.feedForward()) {
            case FeedForward.Experts experts -> with(chosen(experts)).parameterCount();
            case FeedForward.Mixed(var experts, var dense, var denseLayers) ->
                with(new FeedForward.Mixed(chosen(experts), dense, denseLayers)).parameterCount();
            case FeedForward _ -> parameters();
        };
    }

    private DecoderConfig with(FeedForward feedForward) {
        return config.with(builder -> builder.feedForward(feedForward));
    }

    private static FeedForward.Experts chosen(FeedForward.Experts all) {
        return new FeedForward.Experts(all.router().chosen(), all.router(), all.expert(), all.shared());
    }

    /// Parameters without the embeddings of tokens and positions and the output matrix, which the laws of
    /// Kaplan et al.
    /// leave out (arXiv:2001.08361, section 2.1).
    public long parametersWithoutEmbeddings() {
        long tables = (long) config.vocabulary() * config.embedding().width() * (config.tied() ? 1 : 2);
        long positions = config.positions() instanceof Positions.Learned(var offset)
                ? (long) (config.context() + offset) * config.width()
                : 0;
        return parameters() - tables - positions;
    }

    /// Of a forward pass over a sequence: every product, of scores the whole square.
    public double forward(int tokens) {
        return config.forwardFlops(tokens);
    }

    /// Of training on one token in sequences of so many: forward and twice that backward.
    public double trainingPerToken(int tokens) {
        return 3 * forward(tokens) / tokens;
    }

    /// The rule of thumb for the same, `6·N`, with the active parameters (Kaplan et al. 2020, section 2.1).
    public double ruleOfThumb() {
        return 6.0 * activeParameters();
    }

    /// The same with attention, `6·N + 12·L·H·Q·T` (Chowdhery et al. 2022, arXiv:2204.02311, appendix B).
    public double palm(int tokens) {
        return ruleOfThumb() + 12.0 * config.layers() * config.heads() * config.headWidth() * tokens;
    }

    /// Of training on a sequence as the authors of Chinchilla count it (arXiv:2203.15556, appendix F), with
    /// softmax, but
    /// neither embeddings nor output.
    public double chinchilla(int tokens) {
        double t = tokens;
        double d = config.width();
        double heads = (double) config.heads() * config.headWidth();
        double attention = 6 * t * d * heads + 4 * t * t * heads + 3 * config.heads() * t * t + 2 * t * heads * d;
        double feedForward = 4 * t * d * config.feedForward().hidden();
        return 3 * config.layers() * (attention + feedForward);
    }
}
