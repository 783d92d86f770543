package formers.models.nn;

import formers.tensor.RotaryTable;
import java.util.List;

/// How rotary positions reach further than a model was trained for. Each kind changes the angle per
/// position of the pairs of channels; some depend on the length of the text.
public sealed interface RotaryScaling {

    /// Angle per position of each pair.
    ///
    /// @param base    θ
    /// @param rotated channels that rotate
    /// @param tokens  length of the text
    double[] frequencies(double base, int rotated, int tokens);

    /// Factor on cosines and sines, hence, squared, on the scores.
    default double attentionFactor() {
        return 1;
    }

    /// Whether a text of another length is turned by other angles.
    default boolean dependsOnLength() {
        return false;
    }

    /// As trained (Su et al. 2021, arXiv:2104.09864, section 3.2.2).
    record None() implements RotaryScaling {
        @Override
        public double[] frequencies(double base, int rotated, int tokens) {
            return RotaryTable.frequencies(base, rotated);
        }
    }

    /// Positions divided by a factor (Chen et al. 2023, arXiv:2306.15595).
    record Linear(double factor) implements RotaryScaling {
        @Override
        public double[] frequencies(double base, int rotated, int tokens) {
            var frequencies = RotaryTable.frequencies(base, rotated);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= factor;
            }
            return frequencies;
        }
    }

    /// A base that grows with the length of the text once it is longer than in training ("dynamic NTK").
    ///
    /// @param original tokens in training
    record Dynamic(double factor, int original) implements RotaryScaling {
        @Override
        public double[] frequencies(double base, int rotated, int tokens) {
            if (tokens <= original) {
                return RotaryTable.frequencies(base, rotated);
            }
            double stretched = factor * tokens / original - (factor - 1);
            return RotaryTable.frequencies(base * Math.pow(stretched, rotated / (rotated - 2.0)), rotated);
        }

        @Override
        public boolean dependsOnLength() {
            return true;
        }
    }

    /// Long waves divided by a factor, short ones kept, a ramp between (Llama 3.1, arXiv:2407.21783).
    ///
    /// @param low      waves longer than `original/low` tokens are divided
    /// @param high     waves shorter than `original/high` tokens are kept
    /// @param original tokens in training
    record Llama3(double factor, double low, double high, int original) implements RotaryScaling {
        @Override
        public double[] frequencies(double base, int rotated, int tokens) {
            var frequencies = RotaryTable.frequencies(base, rotated);
            for (int i = 0; i < frequencies.length; i++) {
                double turns = original * frequencies[i] / (2 * Math.PI);
                double kept = Math.clamp((turns - low) / (high - low), 0, 1);
                frequencies[i] *= kept + (1 - kept) / factor;
            }
            return frequencies;
        }
    }

    /// Pairs that turn rarely in a training text are slowed down, those that turn often are not, and
    /// scores are sharpened (Peng et al. 2023, arXiv:2309.00071, section 3).
    ///
    /// @param original        tokens in training
    /// @param attentionFactor on cosines and sines
    /// @param fast            turns from which on a pair is kept
    /// @param slow            turns below which a pair is slowed down by the whole factor
    /// @param truncated       whether the ends of the ramp are rounded to whole pairs
    record Yarn(double factor, int original, double attentionFactor, double fast, double slow, boolean truncated)
            implements RotaryScaling {

        /// The factor on cosines and sines that the paper recommends (equation 22).
        public static double recommended(double factor) {
            return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        }

        @Override
        public double[] frequencies(double base, int rotated, int tokens) {
            double first = pair(fast, base, rotated);
            double last = pair(slow, base, rotated);
            double low = Math.max(truncated ? Math.floor(first) : first, 0);
            double high = Math.min(truncated ? Math.ceil(last) : last, rotated - 1.0);
            double width = high == low ? 0.001 : high - low;
            var frequencies = RotaryTable.frequencies(base, rotated);
            for (int i = 0; i < frequencies.length; i++) {
                double slowed = Math.clamp((i - low) / width, 0, 1);
                frequencies[i] *= slowed / factor + 1 - slowed;
            }
            return frequencies;
        }

        /// The pair that turns so often in a training text, as a fraction.
        private double pair(double turns, double base, int rotated) {
            return rotated * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(base));
        }
    }

    /// A factor for every pair, found by search; one set for short texts and one for long (Ding et al. 2024,
    /// arXiv:2402.13753; Phi-3).
    ///
    /// @param shortFactors    up to `original` tokens
    /// @param longFactors     beyond
    /// @param attentionFactor on cosines and sines
    record LongRope(List<Double> shortFactors, List<Double> longFactors, int original, double attentionFactor)
            implements RotaryScaling {

        public LongRope {
            shortFactors = List.copyOf(shortFactors);
            longFactors = List.copyOf(longFactors);
        }

        /// The factor on cosines and sines for texts `factor` times as long as in training.
        public static double recommended(double factor, int original) {
            return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
        }

        @Override
        public double[] frequencies(double base, int rotated, int tokens) {
            var factors = tokens > original ? longFactors : shortFactors;
            var frequencies = RotaryTable.frequencies(base, rotated);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= factors.get(i);
            }
            return frequencies;
        }

        /// Llama 3 in a GGUF file has one set, which then is both.
        @Override
        public boolean dependsOnLength() {
            return !shortFactors.equals(longFactors);
        }
    }
}
