package formers.tensor.kernels;

/// Which probabilities are dropped: a function of seed, stream and place alone, so that blocks, threads and the
/// backward pass agree. The four words of a Philox counter decide over four neighbouring keys of one row, a query
/// of one head.
///
/// @param share  probability of zero, `0 ≤ share < 1`; what is kept is divided by `1 − share`
/// @param seed   key of the generator
/// @param stream upper half of its counter
public record AttentionDropout(float share, long seed, long stream) {

    /// Keys that one counter decides over.
    static final int KEYS = 4;

    public AttentionDropout {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("dropout must be at least 0 and below 1, was " + share);
        }
    }

    /// Lower half of the counter for the `group`-th four keys of row `(batch·heads + head)·queries + query`.
    static long counter(int group, int row) {
        return (long) group << Integer.SIZE | row;
    }

    /// Words whose upper 24 bits are below this drop.
    int threshold() {
        return ScalarRandomKernels.dropThreshold(share);
    }

    /// Factor on what is kept.
    float kept() {
        return 1 / (1 - share);
    }

    /// Writes the factors, 0 or [#kept], for the keys `from..to-1` of one row.
    void factors(int row, int from, int to, float[] factors, int at) {
        var words = new int[KEYS];
        int threshold = threshold();
        float kept = kept();
        for (int group = from / KEYS; group * KEYS < to; group++) {
            Philox.block(counter(group, row), stream, seed, words, 0, 1);
            for (int w = 0; w < KEYS; w++) {
                int key = group * KEYS + w;
                if (key >= from && key < to) {
                    factors[at + key - from] = words[w] >>> 8 < threshold ? 0 : kept;
                }
            }
        }
    }
}
