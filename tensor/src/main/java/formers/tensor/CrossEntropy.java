package formers.tensor;

/// How cross-entropy counts targets.
///
/// @param ignored      a target with this id does not count
/// @param smoothing    ε: the target distribution is `(1−ε)` on the target and `ε/V` on every class
///                     (Szegedy et al. 2016, section 7)
/// @param classWeights weight per class `[V]`; null is 1 for all
/// @param mean         divide the sum by the weight of the targets that count; else leave the sum
public record CrossEntropy(int ignored, float smoothing, float[] classWeights, boolean mean) {

    /// No token id is this, so nothing is ignored.
    private static final int NOTHING = Integer.MIN_VALUE;

    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("label smoothing must be in [0, 1), found " + smoothing);
        }
    }

    /// The mean over all targets.
    public static CrossEntropy plain() {
        return new CrossEntropy(NOTHING, 0, null, true);
    }

    /// The mean over targets other than `id`.
    public static CrossEntropy ignoring(int id) {
        return new CrossEntropy(id, 0, null, true);
    }

    public CrossEntropy withSmoothing(float epsilon) {
        return new CrossEntropy(ignored, epsilon, classWeights, mean);
    }

    public CrossEntropy withClassWeights(float... weights) {
        return new CrossEntropy(ignored, smoothing, weights, mean);
    }

    /// The sum instead of the mean.
    public CrossEntropy summed() {
        return new CrossEntropy(ignored, smoothing, classWeights, false);
    }
}
