package formers.generation;

import formers.generation.grammar.TokenConstraint;
import formers.tensor.CacheFormat;
import java.util.Optional;
import java.util.Set;

/// What to generate. Start from [#of] and refine.
///
/// @param sampling     how tokens are chosen
/// @param maxTokens    most tokens to generate per prompt
/// @param endTokens    tokens that end a sequence; they are not part of it
/// @param slide        when a sequence outgrows the context, go on with its later half; otherwise it ends
///                     there, and a prompt longer than the context is refused
/// @param cached       keep keys and values between tokens; without, every token costs a whole pass (for
///                     comparison)
/// @param cacheFormat  how they are kept
/// @param grammar      the form that every sequence has to have; it ends where its form is complete. One
///                     that ends before, for its length, has the beginning of a text of that form
/// @param drafter      guesses tokens that the model then checks several at a time, where so few sequences are
///                     written at once that it gains time
/// @param alternatives how many of the likeliest tokens are told with every choice; -1 tells none and no
///                     probability
/// @param named        only the first so many tokens are chosen, and those that end a sequence: vocabularies of
///                     models are often rounded up, and what is beyond the tokenizer has no text
public record GenerationOptions(
        SamplingOptions sampling,
        int maxTokens,
        Set<Integer> endTokens,
        boolean slide,
        boolean cached,
        CacheFormat cacheFormat,
        Optional<TokenConstraint> grammar,
        Optional<Drafter> drafter,
        int alternatives,
        int named) {

    public GenerationOptions {
        if (maxTokens < 0) {
            throw new IllegalArgumentException("max-tokens must be at least 0, was " + maxTokens);
        }
        if (named < 1) {
            throw new IllegalArgumentException("there must be a token to choose, found a vocabulary of " + named);
        }
        endTokens = Set.copyOf(endTokens);
    }

    /// Up to `maxTokens` tokens with a cache, ending at the context.
    public static GenerationOptions of(SamplingOptions sampling, int maxTokens) {
        return new GenerationOptions(
                sampling,
                maxTokens,
                Set.of(),
                false,
                true,
                CacheFormat.F32,
                Optional.empty(),
                Optional.empty(),
                -1,
                Integer.MAX_VALUE);
    }

    public GenerationOptions withSampling(SamplingOptions how) {
        return new GenerationOptions(
                how, maxTokens, endTokens, slide, cached, cacheFormat, grammar, drafter, alternatives, named);
    }

    public GenerationOptions endingAt(Set<Integer> tokens) {
        return new GenerationOptions(
                sampling, maxTokens, tokens, slide, cached, cacheFormat, grammar, drafter, alternatives, named);
    }

    public GenerationOptions sliding(boolean value) {
        return new GenerationOptions(
                sampling, maxTokens, endTokens, value, cached, cacheFormat, grammar, drafter, alternatives, named);
    }

    public GenerationOptions withoutCache() {
        return new GenerationOptions(
                sampling, maxTokens, endTokens, slide, false, cacheFormat, grammar, drafter, alternatives, named);
    }

    public GenerationOptions withCacheFormat(CacheFormat format) {
        return new GenerationOptions(
                sampling, maxTokens, endTokens, slide, cached, format, grammar, drafter, alternatives, named);
    }

    /// Holds every sequence to the grammar of a constraint, from its beginning.
    public GenerationOptions constrainedTo(TokenConstraint constraint) {
        return new GenerationOptions(
                sampling,
                maxTokens,
                endTokens,
                slide,
                cached,
                cacheFormat,
                Optional.of(constraint),
                drafter,
                alternatives,
                named);
    }

    /// Lets a drafter guess: the text is the same, in fewer passes through the model where it guesses well.
    public GenerationOptions drafting(Drafter guessing) {
        return new GenerationOptions(
                sampling,
                maxTokens,
                endTokens,
                slide,
                cached,
                cacheFormat,
                grammar,
                Optional.of(guessing),
                alternatives,
                named);
    }

    /// The same for a text beside this one, whose drafter has a memory of its own.
    GenerationOptions forAnotherText() {
        return drafter.map(guessing -> drafting(guessing.fresh())).orElse(this);
    }

    /// Tells the probability of every choice, and those of the `count` likeliest tokens.
    public GenerationOptions withAlternatives(int count) {
        return new GenerationOptions(
                sampling, maxTokens, endTokens, slide, cached, cacheFormat, grammar, drafter, count, named);
    }

    /// Chooses among the first `count` tokens only: those that a tokenizer has.
    public GenerationOptions among(int count) {
        return new GenerationOptions(
                sampling, maxTokens, endTokens, slide, cached, cacheFormat, grammar, drafter, alternatives, count);
    }
}
