package formers.tensor;

import java.util.Arrays;

/// Which keys a query may see, and what is added to the scores. Start from [#onlyEarlier] or [#full] and refine:
/// `AttentionOptions.onlyEarlier().withWindow(256)`.
///
/// @param causal     keys after the query's own position are hidden. The last query stands at the last visible key,
///                   so new queries against a longer cache need no offset; with fewer visible keys than queries,
///                   query i stands at i
/// @param window     keys more than `window − 1` before the query's position are hidden; 0 hides none
/// @param scale      factor on the scores `q·k`; 0 stands for `1/√headWidth`
/// @param softCap    scores become `c·tanh(score/c)` before any mask (Gemma 2); 0 is off
/// @param slopes     ALiBi slope per head, added as `slope · (key − query position)` (Press et al. 2021); null is
///                   none
/// @param mask       added to the scores, broadcast to `[batch, heads, queries, keys]`; −∞ hides; null is none
/// @param keyStart   first visible key of each batch row; null is 0
/// @param keyEnd     one past the last visible key of each batch row; null is all
/// @param dropout    share of the probabilities that is zeroed in training
/// @param random     decides which; null unless there is dropout
public record AttentionOptions(
        boolean causal,
        int window,
        float scale,
        float softCap,
        float[] slopes,
        Tensor mask,
        int[] keyStart,
        int[] keyEnd,
        float dropout,
        RandomSource random) {

    public AttentionOptions {
        if (window < 0 || !(softCap >= 0) || !(dropout >= 0 && dropout < 1) || dropout > 0 && random == null) {
            throw new IllegalArgumentException(
                    "attention wants window >= 0, softCap >= 0 and dropout in [0, 1) with a random source, found window"
                            + " %d, softCap %s, dropout %s".formatted(window, softCap, dropout));
        }
    }

    /// Every query sees the keys up to its own position.
    public static AttentionOptions onlyEarlier() {
        return new AttentionOptions(true, 0, 0, 0, null, null, null, null, 0, null);
    }

    /// Every query sees every key.
    public static AttentionOptions full() {
        return new AttentionOptions(false, 0, 0, 0, null, null, null, null, 0, null);
    }

    public AttentionOptions withWindow(int keys) {
        return new AttentionOptions(causal, keys, scale, softCap, slopes, mask, keyStart, keyEnd, dropout, random);
    }

    public AttentionOptions withScale(float factor) {
        return new AttentionOptions(causal, window, factor, softCap, slopes, mask, keyStart, keyEnd, dropout, random);
    }

    public AttentionOptions withSoftCap(float cap) {
        return new AttentionOptions(causal, window, scale, cap, slopes, mask, keyStart, keyEnd, dropout, random);
    }

    public AttentionOptions withSlopes(float... perHead) {
        return new AttentionOptions(causal, window, scale, softCap, perHead, mask, keyStart, keyEnd, dropout, random);
    }

    public AttentionOptions withMask(Tensor added) {
        return new AttentionOptions(causal, window, scale, softCap, slopes, added, keyStart, keyEnd, dropout, random);
    }

    public AttentionOptions withKeys(int[] start, int[] end) {
        return new AttentionOptions(causal, window, scale, softCap, slopes, mask, start, end, dropout, random);
    }

    public AttentionOptions withDropout(float share, RandomSource source) {
        return new AttentionOptions(causal, window, scale, softCap, slopes, mask, keyStart, keyEnd, share, source);
    }

    @Override
    public String toString() {
        return "AttentionOptions[causal=%s, window=%d, scale=%s, softCap=%s, slopes=%s, mask=%s, keys=%s..%s, dropout=%s]"
                .formatted(
                        causal,
                        window,
                        scale,
                        softCap,
                        Arrays.toString(slopes),
                        mask == null ? null : mask.shape(),
                        Arrays.toString(keyStart),
                        Arrays.toString(keyEnd),
                        dropout);
    }
}
