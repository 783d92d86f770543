package formers.models.scaling;

import formers.models.decoder.DecoderConfig;
import formers.models.nn.FeedForward;
import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import formers.models.nn.Positions;

/// What a decoder costs: its parameters, and floating-point operations, a multiplication and an addition
/// counted as two. A backward pass takes twice the operations of a forward pass.
public record DecoderCompute(DecoderConfig config) {

    private static final int TRAINING_PASSES = 3; // one forward, and two of its kind backward

    /// All parameters.
    public long parameters() {
        return config.parameterCount();
    }

    /// Parameters that one token goes through: all but those of the experts it is not sent to.
    public long activeParameters() {
        long idle = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            if (config.feedForward().at(layer) instanceof FeedForward.Experts experts) {
                idle += (experts.count() - experts.router().chosen()) * parameters(experts.expert());
            }
        }
        return parameters() - idle;
    }

    private long parameters(FeedForward expert) {
        var counted = Parameters.counted();
        var any = Initializer.constant(0);
        expert.build(counted, config.width(), config.biases().feedForward(), any, any);
        return counted.count();
    }

    /// Parameters without the embeddings of tokens and positions and the output matrix, which the laws of
    /// Kaplan et al. leave out (arXiv:2001.08361, section 2.1).
    public long parametersWithoutEmbeddings() {
        long tables = (long) config.vocabulary() * config.embedding().width() * (config.tied() ? 1 : 2);
        long positions = config.positions() instanceof Positions.Learned(var offset)
                ? (long) (config.context() + offset) * config.width()
                : 0;
        return parameters() - tables - positions;
    }

    /// Of a forward pass over a sequence of so many tokens.
    public ForwardFlops forward(int tokens) {
        return ForwardFlops.of(config, tokens);
    }

    /// Of training on a sequence of so many tokens.
    public double training(int tokens) {
        return TRAINING_PASSES * forward(tokens).total();
    }

    /// Of training on one token in sequences of so many.
    public double trainingPerToken(int tokens) {
        return training(tokens) / tokens;
    }

    /// The rule of thumb for the same, `6·N`, with the active parameters (Kaplan et al. 2020, section 2.1).
    public double ruleOfThumb() {
        return 6.0 * activeParameters();
    }

    /// The same with attention, `6·N + 12·L·H·Q·T` (Chowdhery et al. 2022, arXiv:2204.02311, appendix B).
    public double palm(int tokens) {
        return ruleOfThumb() + 12.0 * config.layers() * config.heads() * config.headWidth() * tokens;
    }

    /// Of training on a sequence as the authors of Chinchilla count it (Hoffmann et al. 2022,
    /// arXiv:2203.15556, appendix F): the softmax too, but not what relative positions take. Their table A4
    /// comes out only without embeddings and output, although the text counts them.
    public double chinchilla(int tokens) {
        var forward = forward(tokens);
        double softmax = 3.0 * config.layers() * config.heads() * tokens * tokens;
        return TRAINING_PASSES * (forward.projections() + forward.scores() + softmax + forward.feedForward());
    }
}
