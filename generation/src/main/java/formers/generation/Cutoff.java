package formers.generation;

import java.util.Arrays;

/// The smallest weight that survives a cut of a distribution.
final class Cutoff {

    private Cutoff() {}

    /// The k-th largest weight; tokens tied with it survive too.
    static double ofRank(double[] weights, int k) {
        var sorted = weights.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - k];
    }

    /// The weight at which the largest ones, summed in order, first reach the share `p` of the whole.
    static double ofMass(double[] weights, double p) {
        var sorted = weights.clone();
        Arrays.sort(sorted);
        double target = Arrays.stream(sorted).sum() * p;
        double sum = 0;
        for (int i = sorted.length - 1; i >= 0; i--) {
            sum += sorted[i];
            if (sum >= target) {
                return sorted[i];
            }
        }
        return 0;
    }
}
