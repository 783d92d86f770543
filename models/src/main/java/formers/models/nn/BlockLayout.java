package formers.models.nn;

/// Where the norms of a block stand, and whether its two branches, attention A and feed-forward network F,
/// follow each other. N₁ and N₂ are the norms in the order of the computation.
public enum BlockLayout {
    /// `x += A(N₁(x)); x += F(N₂(x))` (Radford et al. 2019, section 2.3).
    PRE("norm before each branch"),
    /// `x = N₁(x + A(x)); x = N₂(x + F(x))`; no norm after the last block (Vaswani et al. 2017; GPT-1).
    POST("norm after each sum"),
    /// `x += N₁(A(x)); x += N₂(F(x))` (OLMo 2, arXiv:2501.00656, section 3.1).
    AFTER_BRANCH("norm after each branch"),
    /// `x += N₁'(A(N₁(x))); x += N₂'(F(N₂(x)))` (Gemma 2, arXiv:2408.00118, section 2).
    SANDWICH("norm before and after each branch"),
    /// `x += A(N₁(x)) + F(N₁(x))` (Wang & Komatsuzaki 2021, GPT-J; Chowdhery et al. 2022, PaLM, section 2).
    PARALLEL("parallel branches, one norm"),
    /// `x += A(N₁(x)) + F(N₂(x))` (Black et al. 2022, GPT-NeoX, section 2.1).
    PARALLEL_TWO_NORMS("parallel branches, a norm each");

    private final String summary;

    BlockLayout(String summary) {
        this.summary = summary;
    }

    /// What it does, in a few words.
    public String summary() {
        return summary;
    }

    /// Whether the residual stream needs a norm after the last block: it has one already where every sum is
    /// normalised.
    public boolean finalNorm() {
        return this != POST;
    }
}
