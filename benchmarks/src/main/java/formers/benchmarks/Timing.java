package formers.benchmarks;

import java.util.Arrays;

/// Time of one run: the median over the rounds of a comparison, and the quartiles around it.
record Timing(double seconds, double low, double high) {

    static Timing of(double[] rounds) {
        var sorted = rounds.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return new Timing(sorted[n / 2], sorted[n / 4], sorted[n - 1 - n / 4]);
    }
}
