package formers.benchmarks;

import java.util.Optional;

/// Whether two engines computed the same thing: a comparison of times says nothing otherwise.
final class Agreement {

    private Agreement() {}

    /// What differs, relative to the size of the results, when it is more than `tolerance`.
    static Optional<String> difference(float[] ours, float[] theirs, double tolerance) {
        if (ours.length != theirs.length) {
            return Optional.of("%d results against %d".formatted(ours.length, theirs.length));
        }
        double difference = 0;
        double size = 0;
        for (int i = 0; i < ours.length; i++) {
            difference += ((double) ours[i] - theirs[i]) * ((double) ours[i] - theirs[i]);
            size += (double) theirs[i] * theirs[i];
        }
        double relative = Math.sqrt(difference / size);
        return relative <= tolerance
                ? Optional.empty()
                : Optional.of("results differ by %.2g of their size, more than %.0e".formatted(relative, tolerance));
    }
}
