package formers.tensor;

/// Cosines and sines for rotary position embedding (Su et al. 2021, arXiv:2104.09864, section 3.2.2): one row per
/// position, one column per rotated pair of channels.
///
/// @param pairing    which channels form a pair
/// @param rotated    channels of a head that rotate, even; the rest pass unchanged
/// @param cosines    `[positions, rotated/2]`
/// @param sines      `[positions, rotated/2]`
public record RotaryTable(Pairing pairing, int rotated, Tensor cosines, Tensor sines) {

    /// Which channels of a head rotate together.
    public enum Pairing {
        /// `(i, i + rotated/2)`: GPT-NeoX, and LLaMA as Hugging Face stores it.
        HALF,
        /// `(2i, 2i + 1)`: GPT-J, and LLaMA as Meta stores it.
        INTERLEAVED
    }

    public RotaryTable {
        if (rotated < 0
                || rotated % 2 != 0
                || cosines.rank() != 2
                || cosines.extent(1) != rotated / 2
                || !cosines.shape().equals(sines.shape())) {
            throw new ShapeException("rotary tables of %d channels want [positions, %d], found %s and %s"
                    .formatted(rotated, rotated / 2, cosines.shape(), sines.shape()));
        }
    }

    /// Angles `position · frequency[i]`, computed in double precision; no scope owns the tables.
    ///
    /// @param factor multiplies cosines and sines (1, except in YaRN)
    public static RotaryTable of(Pairing pairing, double[] frequencies, int positions, double factor) {
        int pairs = frequencies.length;
        var cosines = new float[Math.multiplyExact(positions, pairs)];
        var sines = new float[cosines.length];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < pairs; i++) {
                cosines[p * pairs + i] = (float) (Math.cos(p * frequencies[i]) * factor);
                sines[p * pairs + i] = (float) (Math.sin(p * frequencies[i]) * factor);
            }
        }
        return new RotaryTable(
                pairing, 2 * pairs, Tensor.wrap(cosines, positions, pairs), Tensor.wrap(sines, positions, pairs));
    }

    /// The plain frequencies `base^(−2i/rotated)`.
    public static double[] frequencies(double base, int rotated) {
        var frequencies = new double[rotated / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = Math.pow(base, -2.0 * i / rotated);
        }
        return frequencies;
    }

    /// Positions the table covers.
    public int positions() {
        return cosines.extent(0);
    }
}
