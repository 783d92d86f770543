package formers.models.nn;

/// The choice of self-attention in a decoder.
///
/// @param heads        query heads
/// @param kvHeads      key/value heads; `heads` for multi-head, 1 for multi-query, between for grouped-query
///                     attention (Ainslie et al. 2023, arXiv:2305.13245)
/// @param headWidth    channels per head
/// @param windows      how far back each layer looks
/// @param scores       how products become scores
/// @param queryKeyNorm whether queries and keys are normalised
public record Attention(
        int heads, int kvHeads, int headWidth, Windows windows, Scores scores, QueryKeyNorm queryKeyNorm) {

    public Attention {
        require(heads > 0, "heads", heads, "at least 1");
        require(headWidth > 0, "headWidth", headWidth, "at least 1");
        require(kvHeads > 0 && heads % kvHeads == 0, "kvHeads", kvHeads, "a divisor of heads " + heads);
    }

    private static void require(boolean holds, String field, int found, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("decoder %s must be %s, found %d".formatted(field, wanted, found));
        }
    }

    /// Attention over the whole context with the usual scores.
    public static Attention of(int heads, int kvHeads, int headWidth) {
        return new Attention(heads, kvHeads, headWidth, Windows.NONE, Scores.USUAL, QueryKeyNorm.NONE);
    }

    public Attention withWindows(Windows perLayer) {
        return new Attention(heads, kvHeads, headWidth, perLayer, scores, queryKeyNorm);
    }

    public Attention withScores(Scores other) {
        return new Attention(heads, kvHeads, headWidth, windows, other, queryKeyNorm);
    }

    public Attention withQueryKeyNorm(QueryKeyNorm norm) {
        return new Attention(heads, kvHeads, headWidth, windows, scores, norm);
    }
}
