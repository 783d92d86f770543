package formers.models.nn;

import formers.tensor.RotaryTable;
import java.util.List;

/// How a model knows where a token stands.
public sealed interface Positions {

    /// A learned vector per position, added to the token's (Radford et al. 2018, section 3.1).
    ///
    /// @param offset rows of the table before that of the first position (2 in OPT)
    record Learned(int offset) implements Positions {
        public Learned() {
            this(0);
        }
    }

    /// Rotates pairs of query and key channels (Su et al. 2021, arXiv:2104.09864, section 3.2.2).
    ///
    /// @param pairing   which channels form a pair
    /// @param rotated   channels of a head that rotate, the first ones; even
    /// @param full      angles in layers that see the whole context
    /// @param windowed  angles in layers with a window
    /// @param unrotated layers without rotation, in rising order
    record Rotary(RotaryTable.Pairing pairing, int rotated, Angles full, Angles windowed, List<Integer> unrotated)
            implements Positions {

        public Rotary {
            if (rotated < 2 || rotated % 2 != 0) {
                throw new IllegalArgumentException(
                        "rotary positions turn pairs of channels: expected an even number, found " + rotated);
            }
            requireFactors(full, rotated);
            requireFactors(windowed, rotated);
            unrotated = List.copyOf(unrotated);
        }

        private static void requireFactors(Angles angles, int rotated) {
            if (angles.scaling() instanceof RotaryScaling.LongRope scaling
                    && (scaling.shortFactors().size() != rotated / 2
                            || scaling.longFactors().size() != rotated / 2)) {
                throw new IllegalArgumentException(
                        "longrope wants a factor for each of %d pairs of channels, found %d short and %d long ones"
                                .formatted(
                                        rotated / 2,
                                        scaling.shortFactors().size(),
                                        scaling.longFactors().size()));
            }
        }

        /// The same angles in every layer.
        public static Rotary of(RotaryTable.Pairing pairing, int rotated, Angles angles) {
            return new Rotary(pairing, rotated, angles, angles, List.of());
        }

        /// Unscaled, the same in every layer.
        public static Rotary of(RotaryTable.Pairing pairing, int rotated, double base) {
            return of(pairing, rotated, new Angles(base, new RotaryScaling.None()));
        }
    }

    /// How fast the pairs of channels turn.
    ///
    /// @param base θ, 10000 in the paper
    record Angles(double base, RotaryScaling scaling) {}

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

    /// Scores a query against the distance to each key besides its content (Dai et al. 2019, Transformer-XL,
    /// arXiv:1901.02860, section 3.3; Gopher and Chinchilla).
    record Relative() implements Positions {}

    /// Nothing: attention alone, causal order its only clue.
    record None() implements Positions {}
}
