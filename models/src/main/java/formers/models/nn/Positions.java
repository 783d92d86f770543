package formers.models.nn;

import formers.tensor.RotaryTable;

/// How a model knows where a token stands.
public sealed interface Positions {

    /// A learned vector per position, added to the token's (Radford et al. 2018, section 3.1).
    record Learned() implements Positions {}

    /// Rotates pairs of query and key channels (Su et al. 2021, arXiv:2104.09864, section 3.2.2).
    ///
    /// @param base    θ, 10000 in the paper
    /// @param pairing which channels form a pair
    record Rotary(double base, RotaryTable.Pairing pairing) implements Positions {}

    /// Adds a penalty per head that grows with distance (Press et al. 2021, arXiv:2108.12409, section 3).
    record Alibi() implements Positions {

        /// Slope of each head: powers of `2^(−8/n)`; when n is no power of two, those of the power
        /// below, then every other one of the power above.
        public static float[] slopes(int heads) {
            int power = Integer.highestOneBit(heads);
            var slopes = new float[heads];
            for (int i = 0; i < heads; i++) {
                slopes[i] = i < power
                        ? (float) Math.pow(2, -8.0 * (i + 1) / power)
                        : (float) Math.pow(2, -8.0 * (2 * (i - power) + 1) / (2 * power));
            }
            return slopes;
        }
    }

    /// Nothing: attention alone, causal order its only clue.
    record None() implements Positions {}
}
