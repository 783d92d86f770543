package formers.models.translation.rnnsearch;

/// How the decoder looks at the words of the source: the alignment model of section 3.1.
public sealed interface Alignment {

    /// `e_ij = v_aᵀ tanh(W_a s_{i−1} + U_a h_j)` (appendix A.1.2).
    ///
    /// @param width n′, entries of `v_a`
    record Additive(int width) implements Alignment {
        public Additive {
            if (width < 1) {
                throw new IllegalArgumentException("additive alignment wants a width of at least 1, found " + width);
            }
        }
    }

    /// `e_ij = s_{i−1}ᵀ W_a h_j`, the score "general" of Luong et al. 2015, arXiv:1508.04025, equation 8;
    /// the order
    /// of look, update, output stays that of Bahdanau et al.
    record General() implements Alignment {}

    /// Not at all: the context is the last state of a forward encoder, as in RNNencdec (section 2.1).
    record None() implements Alignment {}
}
