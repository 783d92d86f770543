package formers.generation;

import formers.generation.grammar.TokenConstraint;
import formers.models.nn.KvCache;
import java.util.Arrays;
import java.util.Optional;

/// One text as it grows, and what the model has seen of it.
final class Sequence {

    final int number;
    final GenerationOptions options;
    private final TokenListener listener;
    private final Sampler sampler;
    private final Optional<TokenConstraint> grammar;
    private final int promptLength;
    private int[] tokens;
    private int length;
    private Generated.Ending ending;
    private RuntimeException failure; // what its grammar or its listener threw
    private int passes;

    /// Keys and values of the tokens from `start` on, as far as they have been read.
    KvCache cache;

    /// The first token that the model still sees.
    private int start;

    Sequence(int number, int[] prompt, int vocabulary, GenerationOptions options, TokenListener listener) {
        this.number = number;
        this.options = options;
        this.listener = listener;
        this.sampler = new Sampler(options.sampling(), vocabulary, number);
        this.grammar = options.grammar().map(TokenConstraint::fresh);
        this.tokens = prompt.clone();
        this.length = this.promptLength = prompt.length;
        sampler.observe(prompt);
        if (options.maxTokens() == 0) {
            ending = Generated.Ending.LENGTH;
        } else if (complete()) {
            ending = Generated.Ending.END_TOKEN;
        }
    }

    /// Chooses the next token and says whether it was `guess`. What goes wrong in this ends this sequence,
    /// not those that are chosen for in the same pass.
    ///
    /// @param logits  score of every token; overwritten
    /// @param context of the model
    boolean choose(float[] logits, int context, int guess) {
        try {
            return chooseNext(logits, context, guess);
        } catch (RuntimeException e) {
            failure = e;
            return false;
        }
    }

    private boolean chooseNext(float[] logits, int context, int guess) {
        forbidNameless(logits);
        float[] plain = options.alternatives() < 0 ? null : logits.clone();
        grammar.ifPresent(constraint -> constraint.mask(logits, options.endTokens()));
        int token = sampler.choose(logits);
        if (options.endTokens().contains(token)) {
            ending = Generated.Ending.END_TOKEN;
            return false;
        }
        append(token);
        boolean wanted = plain == null
                ? listener.onToken(number, token)
                : listener.onToken(number, token, Alternatives.of(plain, token, options.alternatives()));
        if (!wanted) {
            ending = Generated.Ending.STOPPED;
        } else if (complete()) {
            ending = Generated.Ending.END_TOKEN;
        } else if (written() >= options.maxTokens()) {
            ending = Generated.Ending.LENGTH;
        } else if (length > context && !options.slide()) {
            ending = Generated.Ending.CONTEXT;
        }
        return token == guess;
    }

    private void forbidNameless(float[] logits) {
        for (int token = options.named(); token < logits.length; token++) {
            if (!options.endTokens().contains(token)) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private void append(int token) {
        grammar.ifPresent(constraint -> constraint.advance(token));
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, length + length / 2 + 16);
        }
        tokens[length++] = token;
    }

    /// Whether the grammar leaves nothing to write.
    private boolean complete() {
        return grammar.isPresent() && grammar.get().isComplete();
    }

    /// Forgets all but the last `count` tokens.
    void see(int count) {
        start = length - count;
    }

    /// Whether the model has seen every token.
    boolean whole() {
        return start == 0;
    }

    /// Tokens that the model sees.
    int visible() {
        return length - start;
    }

    /// Those that it has not read.
    int unread() {
        return visible() - cache.length(0);
    }

    /// Tokens that may still be written.
    int left() {
        return promptLength + options.maxTokens() - length;
    }

    int[] last(int count) {
        return Arrays.copyOfRange(tokens, Math.max(0, length - count), length);
    }

    /// Tokens that follow those in the cache.
    int[] next(int count) {
        int from = start + cache.length(0);
        return Arrays.copyOfRange(tokens, from, from + count);
    }

    int[] first(int count) {
        return Arrays.copyOf(tokens, count);
    }

    int[] text() {
        return first(length);
    }

    /// Counts a pass through the model that chose tokens.
    void passed() {
        passes++;
    }

    boolean ended() {
        return ending != null || failure != null;
    }

    /// Tokens written.
    int written() {
        return length - promptLength;
    }

    /// @throws RuntimeException what ended it, if it failed
    Generated result() {
        if (failure != null) {
            throw failure;
        }
        return new Generated(Arrays.copyOfRange(tokens, promptLength, length), ending, passes);
    }
}
