package formers.models.nn;

/// Which frequencies [Sinusoids] have, and where in a vector they stand. Weights trained with one layout are
/// of no use with another.
public enum SinusoidLayout {
    /// Frequencies `10000^(−2i/d)`, sine and cosine of each side by side (Vaswani et al. 2017, section 3.5).
    INTERLEAVED,
    /// The same frequencies, all sines before all cosines (Marian, Transformer-XL).
    HALVES,
    /// Frequencies `exp(−i·ln(10000)/(d/2−1))`, down to 1/10000 itself, all sines before all cosines
    /// (tensor2tensor, fairseq).
    HALVES_TO_THE_END;

    private static final double BASE = 10_000;

    /// Of the i-th pair of a vector of `width` entries.
    double frequency(int i, int width) {
        return switch (this) {
            case INTERLEAVED, HALVES -> Math.pow(BASE, -2.0 * i / width);
            case HALVES_TO_THE_END -> Math.pow(BASE, -i / Math.max(1, width / 2 - 1.0));
        };
    }

    int sine(int i) {
        return this == INTERLEAVED ? 2 * i : i;
    }

    int cosine(int i, int width) {
        return this == INTERLEAVED ? 2 * i + 1 : width / 2 + i;
    }
}
