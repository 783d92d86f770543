package formers.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Times several ways to do the same work in turns, A B A B …, in one process: whatever disturbs the
/// machine disturbs all of them.
///
/// @param budget seconds for each side, warm-up included; work too long for it is still run a few times
record Comparison(double budget) {

    private static final int ROUNDS = 11;
    private static final int LEAST_ROUNDS = 3;
    private static final double WARM_UP_SHARE = 0.4;
    private static final double STABLE = 0.03;

    /// One timing per side, in order.
    List<Timing> run(List<? extends Runnable> sides) {
        int n = sides.size();
        var once = new double[n];
        for (int i = 0; i < n; i++) {
            once[i] = warmUp(sides.get(i));
        }
        double slowest = Arrays.stream(once).max().orElseThrow();
        int rounds = (int) Math.clamp((1 - WARM_UP_SHARE) * budget / slowest, LEAST_ROUNDS, ROUNDS);
        double slice = (1 - WARM_UP_SHARE) * budget / rounds;
        var seconds = new double[n][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < n; i++) {
                int times = (int) Math.max(1, slice / once[i]);
                if (times > 2) {
                    sides.get(i)
                            .run(); // not timed: fetches the caches back, and lets the other side's threads fall asleep
                }
                seconds[i][round] = time(sides.get(i), times);
            }
        }
        var timings = new ArrayList<Timing>();
        for (var side : seconds) {
            timings.add(Timing.of(side));
        }
        return timings;
    }

    /// Runs until the speed settles or the share of the budget is spent; returns the time of one run.
    private double warmUp(Runnable side) {
        double spent = 0;
        double before = Double.POSITIVE_INFINITY;
        double now = time(side, 1);
        int settled = 0;
        spent += now;
        for (int slices = 0; slices < 2 || spent < WARM_UP_SHARE * budget && settled < 3; slices++) {
            before = Math.min(before, now);
            int times = (int) Math.max(1, WARM_UP_SHARE * budget / 12 / now);
            now = time(side, times);
            spent += now * times;
            settled = now > before * (1 - STABLE) ? settled + 1 : 0;
        }
        return now;
    }

    /// Mean seconds of one run among `times`.
    private static double time(Runnable side, int times) {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            side.run();
        }
        return (System.nanoTime() - start) / 1e9 / times;
    }
}
