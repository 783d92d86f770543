package formers.tensor.kernels;

/// How targets become a distribution over classes.
///
/// @param ignoreIndex a target that counts for nothing, usually −100
/// @param labelSmoothing the share `ε` of the target spread over all classes, 0 to 1
/// @param classWeights `[classes]`, a factor for each class's part of the loss; null for 1
public record CrossEntropyOptions(int ignoreIndex, float labelSmoothing, float[] classWeights) {

    /// Plain cross-entropy; targets of −100 are ignored.
    public static final CrossEntropyOptions PLAIN = new CrossEntropyOptions(-100, 0, null);

    public CrossEntropyOptions {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException("label smoothing must be in [0, 1], was " + labelSmoothing);
        }
    }

    /// `Σ_c w[c]`, which is `classes` without weights.
    double totalWeight(int classes) {
        if (classWeights == null) {
            return classes;
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += classWeights[c];
        }
        return sum;
    }

    double weight(int c) {
        return classWeights == null ? 1 : classWeights[c];
    }

    /// Whether row `r` takes part.
    ///
    /// @throws IndexOutOfBoundsException if its target is no class
    boolean counts(int target, int classes) {
        if (target == ignoreIndex) {
            return false;
        }
        if (target < 0 || target >= classes) {
            throw new IndexOutOfBoundsException(
                    "cross-entropy target must be a class from 0 to %d or the ignored %d, was %d"
                            .formatted(classes - 1, ignoreIndex, target));
        }
        return true;
    }
}
