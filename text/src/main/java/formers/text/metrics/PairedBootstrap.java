package formers.text.metrics;

import formers.text.InputException;
import java.util.Arrays;
import java.util.SplittableRandom;

/// How sure a score is, and a difference of scores, judged by test sets drawn with replacement from the
/// lines of
/// the one at hand (Koehn 2004, "Statistical significance tests for machine translation evaluation"). Both
/// systems are scored on the same draws.
///
/// @param resamples test sets to draw, 40 or more; 1000 is usual
/// @param seed      of the draws: the same seed, number and count of lines give the same draws
public record PairedBootstrap(int resamples, long seed) {

    private static final int TAIL = 40; // 1/40 of the resamples on either side leaves 95 %

    /// @throws InputException if there are fewer than 40 resamples
    public PairedBootstrap {
        if (resamples < TAIL) {
            throw new InputException(
                    "%d resamples have no 95 %% interval; give %d or more, 1000 is usual".formatted(resamples, TAIL));
        }
    }

    /// 1000 resamples.
    public static PairedBootstrap seeded(long seed) {
        return new PairedBootstrap(1000, seed);
    }

    /// @param value  of the lines themselves
    /// @param mean   of the resamples
    /// @param low    lower end of the interval that has 95 % of the resamples
    /// @param high   upper end
    public record Estimate(double value, double mean, double low, double high) {}

    /// Two systems on the same lines.
    ///
    /// @param difference a less b
    /// @param wins       the part of the resamples, 0 to 1, in which a scores higher than b (Koehn 2004,
    ///                   section 3.3)
    /// @param p          how likely a difference this large, of either sign, would be if the systems were
    ///                   equal:
    ///                   the part of the resamples whose difference is as far from the mean of all as the
    ///                   systems' from 0 (Riezler and Maxwell 2005, "On some pitfalls in automatic evaluation
    ///                   and significance testing for MT", section 3.2)
    public record Comparison(Estimate a, Estimate b, Estimate difference, double wins, double p) {}

    /// The interval of one system.
    public Estimate estimate(LineCounts counts) {
        return estimate(counts.value(), values(counts));
    }

    /// @throws InputException if the systems have other numbers of lines
    /// @throws IllegalArgumentException if different metrics counted them
    public Comparison compare(LineCounts a, LineCounts b) {
        if (a.lines() != b.lines()) {
            throw new InputException(
                    "systems of %d and %d lines are to be compared; count both on the same lines in the same order"
                            .formatted(a.lines(), b.lines()));
        }
        if (!a.metric().equals(b.metric())) {
            throw new IllegalArgumentException("systems counted by %s and by %s are to be compared; let one count both"
                    .formatted(a.metric(), b.metric()));
        }
        double[] ofA = values(a);
        double[] ofB = values(b);
        var differences = new double[resamples];
        Arrays.setAll(differences, i -> ofA[i] - ofB[i]);
        var difference = estimate(a.value() - b.value(), differences);
        double distance = Math.abs(difference.value());
        long wins = Arrays.stream(differences).filter(it -> it > 0).count();
        long asFar = Arrays.stream(differences)
                .filter(it -> Math.abs(it - difference.mean()) >= distance)
                .count();
        return new Comparison(
                estimate(a.value(), ofA),
                estimate(b.value(), ofB),
                difference,
                (double) wins / resamples,
                (asFar + 1.0) / (resamples + 1)); // 1 more, for the lines themselves: never quite 0
    }

    /// The scores of all resamples, in an order that depends on the seed and the number of lines alone.
    private double[] values(LineCounts counts) {
        var random = new SplittableRandom(seed);
        var values = new double[resamples];
        var lines = new int[counts.lines()];
        for (int i = 0; i < resamples; i++) {
            Arrays.setAll(lines, _ -> random.nextInt(lines.length));
            values[i] = counts.select(lines).value();
        }
        return values;
    }

    private static Estimate estimate(double value, double[] resampled) {
        double[] sorted = resampled.clone();
        Arrays.sort(sorted);
        int tail = sorted.length / TAIL;
        return new Estimate(
                value,
                Arrays.stream(resampled).average().orElseThrow(),
                sorted[tail],
                sorted[sorted.length - 1 - tail]);
    }
}
