package formers.generation;

import formers.generation.grammar.TokenConstraint;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// One text as it grows.
final class Sequence {

    final int number;
    private final Sampler sampler;
    private final Optional<TokenConstraint> grammar;
    private final int promptLength;
    private int[] tokens;
    private int length;
    private Generated.Ending ending;

    /// @param grammar what the text behind the prompt is held to; of this text alone
    Sequence(int number, int[] prompt, Sampler sampler, Optional<TokenConstraint> grammar) {
        this.number = number;
        this.sampler = sampler;
        this.grammar = grammar;
        this.tokens = prompt.clone();
        this.length = this.promptLength = prompt.length;
        sampler.observe(prompt);
    }

    /// Chooses what comes next, an end token perhaps.
    ///
    /// @param logits score of every token; overwritten
    int choose(float[] logits, Set<Integer> endTokens) {
        grammar.ifPresent(constraint -> constraint.mask(logits, endTokens));
        return sampler.choose(logits);
    }

    void append(int token) {
        grammar.ifPresent(constraint -> constraint.advance(token));
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, length + length / 2 + 16);
        }
        tokens[length++] = token;
    }

    /// Whether the grammar leaves nothing to write.
    boolean complete() {
        return grammar.isPresent() && grammar.get().isComplete();
    }

    int length() {
        return length;
    }

    int generated() {
        return length - promptLength;
    }

    int[] last(int count) {
        return Arrays.copyOfRange(tokens, Math.max(0, length - count), length);
    }

    int[] first(int count) {
        return Arrays.copyOf(tokens, count);
    }

    void end(Generated.Ending why) {
        ending = why;
    }

    boolean ended() {
        return ending != null;
    }

    Generated result() {
        return new Generated(Arrays.copyOfRange(tokens, promptLength, length), ending);
    }
}
