package formers.models.translation.transformer;

/// How the decoder's last states become scores of tokens.
public sealed interface Output {

    /// Whether a bias is added to the scores, one a token.
    boolean bias();

    /// By the matrix of the target's embeddings (section 3.4).
    ///
    /// @param scale factor on the states before that: 1, or `d^−½` in T5
    record Tied(float scale, boolean bias) implements Output {
        public Tied {
            if (!(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the scale of a tied output must be a number above 0, found " + scale);
            }
        }

        /// As in the paper.
        public Tied() {
            this(1, false);
        }
    }

    /// By a matrix of its own.
    record Untied(boolean bias) implements Output {}
}
