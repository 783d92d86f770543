package formers.generation;

import formers.generation.grammar.TokenConstraint;
import java.util.Optional;
import java.util.Set;

/// What to generate.
///
/// @param sampling  how each token is chosen
/// @param maxTokens most tokens to generate per sequence
/// @param endTokens tokens that end a sequence; they are not part of it
/// @param slide     when a sequence outgrows the context, go on with its later half; otherwise it ends
///                  there, and a prompt longer than the context is refused
/// @param cached    keep keys and values between tokens; without, every token costs a whole pass (for comparison)
/// @param grammar   the form that every sequence has to have; it ends where its form is complete. One that ends
///                  before, for its length, has the beginning of a text of that form
public record GenerationOptions(
        SamplingOptions sampling,
        int maxTokens,
        Set<Integer> endTokens,
        boolean slide,
        boolean cached,
        Optional<TokenConstraint> grammar) {

    public GenerationOptions {
        if (maxTokens < 0) {
            throw new IllegalArgumentException("max-tokens must be at least 0, was " + maxTokens);
        }
        endTokens = Set.copyOf(endTokens);
    }

    /// Up to `maxTokens` tokens with a cache, ending at the context.
    public static GenerationOptions of(SamplingOptions sampling, int maxTokens) {
        return new GenerationOptions(sampling, maxTokens, Set.of(), false, true, Optional.empty());
    }

    public GenerationOptions endingAt(Set<Integer> tokens) {
        return new GenerationOptions(sampling, maxTokens, tokens, slide, cached, grammar);
    }

    public GenerationOptions sliding(boolean value) {
        return new GenerationOptions(sampling, maxTokens, endTokens, value, cached, grammar);
    }

    public GenerationOptions withoutCache() {
        return new GenerationOptions(sampling, maxTokens, endTokens, slide, false, grammar);
    }

    /// Holds every sequence to the grammar of a constraint, from its beginning.
    public GenerationOptions constrainedTo(TokenConstraint constraint) {
        return new GenerationOptions(sampling, maxTokens, endTokens, slide, cached, Optional.of(constraint));
    }
}
