package formers.generation.grammar;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Set;

/// Holds one text, as it is written token by token, to a grammar. Not thread-safe; one per text.
public final class TokenConstraint {

    /// For tokens that are allowed and yet impossible to the model: below every other, above what is
    /// forbidden.
    private static final float LEAST = -1e30f;

    private final TokenMasks masks;
    private State state;

    TokenConstraint(TokenMasks masks, State state) {
        this.masks = masks;
        this.state = state;
    }

    /// A constraint to the same grammar at the beginning of another text.
    public TokenConstraint fresh() {
        return new TokenConstraint(masks, masks.grammar().start());
    }

    /// Tokens that may come next, end tokens apart; a copy.
    ///
    /// @throws GrammarException as [#mask]
    public BitSet allowed() {
        return (BitSet) next().clone();
    }

    /// Whether the text may end here.
    public boolean canEnd() {
        return state.canEnd();
    }

    /// Whether the text must end here: nothing may follow.
    public boolean isComplete() {
        return state.isComplete() || state.canEnd() && next().isEmpty();
    }

    /// Makes impossible all tokens but those that may come next.
    ///
    /// @param logits score of every token of the model, `[vocabulary]`; those of forbidden tokens become
    ///               negative infinity, also of tokens that the tokenizer does not know
    /// @param ends   tokens that end a text: allowed where the text may end, whatever bytes they have
    /// @throws GrammarException if the vocabulary has no token to go on with, as may happen if it lacks
    ///                          single bytes, or if the text can be read in too many ways at once
    public void mask(float[] logits, Set<Integer> ends) {
        var allowed = next();
        var endScores = new HashMap<Integer, Float>();
        for (int end : ends) {
            if (end >= 0 && end < logits.length) {
                endScores.put(end, state.canEnd() ? possible(logits[end]) : Float.NEGATIVE_INFINITY);
            }
        }
        for (int token = 0; token < logits.length; token++) {
            logits[token] = allowed.get(token) ? possible(logits[token]) : Float.NEGATIVE_INFINITY;
        }
        endScores.forEach((end, score) -> logits[end] = score);
    }

    /// Also in place of NaN.
    private static float possible(float logit) {
        return logit > LEAST ? logit : LEAST;
    }

    private BitSet next() {
        var allowed = masks.allowed(state);
        if (allowed.isEmpty() && !state.canEnd()) {
            throw new GrammarException("the vocabulary has no token that goes on with what the grammar needs here; it"
                    + " lacks single bytes or characters of the grammar");
        }
        return allowed;
    }

    /// Takes a token as the next of the text.
    ///
    /// @throws IllegalArgumentException if it may not come next
    public void advance(int token) {
        byte[] bytes = masks.vocabulary().bytes(token);
        var next = bytes.length == 0 ? null : state;
        for (int i = 0; i < bytes.length && next != null; i++) {
            next = next.accept(bytes[i]);
        }
        if (next == null) {
            throw new IllegalArgumentException("token %d ('%s') may not come next in the grammar"
                    .formatted(token, new String(bytes, StandardCharsets.UTF_8)));
        }
        state = next;
    }
}
