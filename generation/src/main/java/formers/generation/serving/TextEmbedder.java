package formers.generation.serving;

import formers.models.LanguageModel;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.text.InputException;

/// Vectors of texts: the mean of a model's final hidden states over the tokens, of length 1. Models that
/// were not trained to embed give vectors in which similar texts are close, but not as close as those of
/// one that was. Thread-safe, one text at a time.
public final class TextEmbedder {

    private final LanguageModel model;

    public TextEmbedder(LanguageModel model) {
        this.model = model;
    }

    /// The vector of a text, `[width]`.
    ///
    /// @throws InputException if it has no token, or more than the context
    public synchronized float[] embed(int... tokens) {
        if (tokens.length == 0 || tokens.length > model.context()) {
            throw new InputException(
                    "a text to embed has at least 1 token and at most the model's context, %d; found %d"
                            .formatted(model.context(), tokens.length));
        }
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            float[] mean = model.hidden(Tensor.ofInts(tokens, 1, tokens.length), Pass.plain())
                    .mean(1)
                    .toArray();
            double squares = 0;
            for (float value : mean) {
                squares += (double) value * value;
            }
            float factor = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
            for (int i = 0; i < mean.length; i++) {
                mean[i] *= factor;
            }
            return mean;
        }
    }
}
