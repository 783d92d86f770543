package formers.generation;

/// Guesses how a text goes on, at little cost, for a model to check several tokens in one pass (speculative
/// decoding: Leviathan et al. 2023, arXiv:2211.17192). The model chooses every token as it would without: a
/// guess counts only if it is what was chosen, so the text stays the same and only its speed depends on the
/// guesses.
public interface Drafter {

    /// Guesses.
    ///
    /// @param text tokens so far, the prompt included
    /// @param most tokens that may be guessed
    /// @return at most `most` tokens; none if there is no good guess
    int[] guess(int[] text, int most);

    /// One for another text, that shares nothing with this which guessing changes.
    default Drafter fresh() {
        return this;
    }

    /// Frees what is remembered of the text; guesses may be asked for again.
    default void forget() {}
}
