package formers.generation;

import formers.models.LanguageModel;

/// What a prompt, and what is asked for it, must be.
final class Prompts {

    private Prompts() {}

    /// @throws IllegalArgumentException if a prompt is empty, has an unknown token, or is longer than the
    ///                                  context and may not slide; or if there is a bias for an unknown token
    static void check(int[] prompt, LanguageModel model, GenerationOptions options) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        for (int token : prompt) {
            if (token < 0 || token >= model.vocabulary()) {
                throw new IllegalArgumentException("token %d of the prompt is not in the model's vocabulary of %d"
                        .formatted(token, model.vocabulary()));
            }
        }
        for (int token : options.sampling().logitBias().keySet()) {
            if (token >= model.vocabulary()) {
                throw new IllegalArgumentException(
                        "the logit bias names token %d, which is not in the model's vocabulary of %d; leave it out"
                                .formatted(token, model.vocabulary()));
            }
        }
        if (prompt.length > model.context() && !options.slide()) {
            throw new IllegalArgumentException(
                    "the prompt has %d tokens, the model's context is %d; shorten it, or let it slide (--slide) to keep"
                                    .formatted(prompt.length, model.context())
                            + " its end only");
        }
    }
}
