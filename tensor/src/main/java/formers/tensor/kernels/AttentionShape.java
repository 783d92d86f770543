package formers.tensor.kernels;

/// One attention problem but for its operands: sizes, which keys a query sees, what is added to the scores.
///
/// Query `i` of batch `b` stands at key position `queryStart[b] + i`; the causal limit, the window and the ALiBi
/// distance count from there. Start with [#of] and refine.
///
/// @param batch      sequences
/// @param heads      query heads, a multiple of `kvHeads`; query head h reads key head `h / (heads/kvHeads)`
/// @param kvHeads    key and value heads
/// @param queries    per sequence
/// @param keys       per sequence
/// @param width      channels per head
/// @param scale      factor on `q·k`
/// @param causal     hides the keys after the query's position
/// @param window     hides all keys before the `window` ones that end at the query's position; 0 hides none
/// @param softCap    scores become `c·tanh(score/c)` before anything is added (Gemma 2, arXiv:2408.00118, section
///                   2); 0 leaves them
/// @param slopes     adds `slopes[head] · (key − position)` (ALiBi, Press et al. 2021, section 3); null adds nothing
/// @param mask       added too; null adds nothing
/// @param queryStart position of the first query of each sequence; null is 0
/// @param keyStart   first visible key of each sequence; null is 0
/// @param keyEnd     one past the last visible key of each sequence; null is all
/// @param dropout    on the probabilities; null drops none
public record AttentionShape(
        int batch,
        int heads,
        int kvHeads,
        int queries,
        int keys,
        int width,
        float scale,
        boolean causal,
        int window,
        float softCap,
        float[] slopes,
        AttentionMask mask,
        int[] queryStart,
        int[] keyStart,
        int[] keyEnd,
        AttentionDropout dropout) {

    public AttentionShape {
        if (batch < 0 || queries < 0 || keys < 0 || width < 1 || kvHeads < 1 || heads < 1 || heads % kvHeads != 0) {
            throw new IllegalArgumentException("attention wants heads a multiple of kvHeads and width at least 1, found"
                    + " batch %d, heads %d, kvHeads %d, queries %d, keys %d, width %d"
                            .formatted(batch, heads, kvHeads, queries, keys, width));
        }
        if (window < 0 || !(softCap >= 0)) {
            throw new IllegalArgumentException(
                    "attention wants window >= 0 and softCap >= 0, found %d and %s".formatted(window, softCap));
        }
        requireLength("slopes per head", slopes == null ? heads : slopes.length, heads);
        requireLength("query starts per sequence", queryStart == null ? batch : queryStart.length, batch);
        requireLength("key starts per sequence", keyStart == null ? batch : keyStart.length, batch);
        requireLength("key ends per sequence", keyEnd == null ? batch : keyEnd.length, batch);
        for (int b = 0; b < batch; b++) {
            if (keyStart != null && keyStart[b] < 0 || keyEnd != null && keyEnd[b] > keys) {
                throw new IllegalArgumentException("keys %d to %d of sequence %d are not within the %d there are"
                        .formatted(keyStart == null ? 0 : keyStart[b], keyEnd == null ? keys : keyEnd[b], b, keys));
            }
        }
    }

    private static void requireLength(String what, int found, int wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("attention wants %d %s, found %d".formatted(wanted, what, found));
        }
    }

    /// Every query sees every key; scores are scaled by `1/√width`.
    public static AttentionShape of(int batch, int heads, int kvHeads, int queries, int keys, int width) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                (float) (1 / Math.sqrt(width)),
                false,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public AttentionShape withScale(float factor) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                factor,
                causal,
                window,
                softCap,
                slopes,
                mask,
                queryStart,
                keyStart,
                keyEnd,
                dropout);
    }

    public AttentionShape withCausal() {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                true,
                window,
                softCap,
                slopes,
                mask,
                queryStart,
                keyStart,
                keyEnd,
                dropout);
    }

    public AttentionShape withWindow(int window) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                causal,
                window,
                softCap,
                slopes,
                mask,
                queryStart,
                keyStart,
                keyEnd,
                dropout);
    }

    public AttentionShape withSoftCap(float cap) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                causal,
                window,
                cap,
                slopes,
                mask,
                queryStart,
                keyStart,
                keyEnd,
                dropout);
    }

    public AttentionShape withSlopes(float... perHead) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                causal,
                window,
                softCap,
                perHead,
                mask,
                queryStart,
                keyStart,
                keyEnd,
                dropout);
    }

    public AttentionShape withMask(AttentionMask added) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                causal,
                window,
                softCap,
                slopes,
                added,
                queryStart,
                keyStart,
                keyEnd,
                dropout);
    }

    public AttentionShape withQueryStart(int... positions) {
        return new AttentionShape(
                batch, heads, kvHeads, queries, keys, width, scale, causal, window, softCap, slopes, mask, positions,
                keyStart, keyEnd, dropout);
    }

    public AttentionShape withKeys(int[] start, int[] end) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                causal,
                window,
                softCap,
                slopes,
                mask,
                queryStart,
                start,
                end,
                dropout);
    }

    public AttentionShape withDropout(AttentionDropout what) {
        return new AttentionShape(
                batch,
                heads,
                kvHeads,
                queries,
                keys,
                width,
                scale,
                causal,
                window,
                softCap,
                slopes,
                mask,
                queryStart,
                keyStart,
                keyEnd,
                what);
    }

    /// Query heads that share a key head.
    int group() {
        return heads / kvHeads;
    }

    int position(int b, int query) {
        return (queryStart == null ? 0 : queryStart[b]) + query;
    }

    /// The first key that a query sees; not below 0.
    int firstKey(int b, int query) {
        int first = keyStart == null ? 0 : keyStart[b];
        return window == 0 ? first : Math.max(first, position(b, query) - window + 1);
    }

    /// One past the last key that a query sees; at most [#keys], and at most [#firstKey] if there is none.
    int endKey(int b, int query) {
        int end = keyEnd == null ? keys : keyEnd[b];
        return causal ? Math.min(end, position(b, query) + 1) : end;
    }

    /// Number of a query of one head among all: where its [AttentionKernels] log-sum-exp stands.
    int row(int b, int head, int query) {
        return (b * heads + head) * queries + query;
    }
}
