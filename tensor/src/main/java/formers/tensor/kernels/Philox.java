package formers.tensor.kernels;

/// Philox 4x32-10, the counter-based generator of Salmon et al. 2011 ("Parallel random numbers: as easy as 1, 2,
/// 3", section 4.3): ten rounds turn a 128-bit counter and a 64-bit key into 128 random bits.
///
/// Here the key is the seed, the upper half of the counter is the stream, and the lower half counts blocks.
/// Numbers of a stream are handed out in groups of 64, from 16 counters: word `j` of counter `16 g + k` is number
/// `64 g + 16 j + k`. That order lets vectors of up to 16 lanes work on neighbouring counters and store
/// neighbouring numbers.
public final class Philox {

    /// Numbers per group.
    static final int GROUP = 64;

    /// Counters per group.
    static final int COUNTERS = 16;

    static final int ROUNDS = 10;
    static final int MULTIPLIER_0 = 0xD2511F53;
    static final int MULTIPLIER_1 = 0xCD9E8D57;
    static final int WEYL_0 = 0x9E3779B9;
    static final int WEYL_1 = 0xBB67AE85;

    private Philox() {}

    /// The 32 random bits with number `index ≥ 0` of a stream.
    public static int bits(long seed, long stream, long index) {
        var words = new int[4];
        long counter = (index / GROUP) * COUNTERS + index % COUNTERS;
        block(counter, stream, seed, words, 0, 1);
        return words[(int) (index % GROUP) / COUNTERS];
    }

    /// Writes the 64 numbers of one group.
    static void group(long seed, long stream, long group, int[] out, int at) {
        for (int k = 0; k < COUNTERS; k++) {
            block(group * COUNTERS + k, stream, seed, out, at + k, COUNTERS);
        }
    }

    /// The four words of one counter, `low` and `high` its halves, `step` apart in `out`.
    static void block(long low, long high, long key, int[] out, int at, int step) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        out[at] = c0;
        out[at + step] = c1;
        out[at + 2 * step] = c2;
        out[at + 3 * step] = c3;
    }
}
