package formers.tensor.limits;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// What the machine can do: the limits that every figure is a fraction of, measured in the same run.
///
/// Arithmetic is a loop of fused multiply-adds on registers. Memory is reading an array, or copying one
/// to another, as large as the work's own: work that fits a cache is held to the speed of the cache.
public final class MachineLimits implements AutoCloseable {

    private static final int REPETITIONS = 15;
    private static final int FMA_ROUNDS = 4_000_000;

    private final int threads;
    private final ExecutorService workers;
    private final double flops;

    /// A piece of the measurement, done by each thread on its own share.
    @FunctionalInterface
    private interface Share {
        void run(int thread);
    }

    /// Measures the arithmetic with so many threads, and prepares to measure memory.
    public MachineLimits(int threads) {
        this.threads = threads;
        workers = Executors.newFixedThreadPool(threads);
        var sinks = new float[threads];
        double seconds = median(thread -> sinks[thread] = LimitLoops.multiplyAdd(FMA_ROUNDS));
        flops = threads * LimitLoops.flops(FMA_ROUNDS) / seconds;
        LimitLoops.consume(sinks);
    }

    /// Peak of float32 multiply-adds, in operations per second.
    public double flops() {
        return flops;
    }

    /// Bytes per second when an array of so many bytes is read again and again.
    public double readBandwidth(double bytes) {
        int share = share(bytes);
        var arrays = arrays(share);
        var sinks = new float[threads];
        double seconds = median(thread -> sinks[thread] = LimitLoops.sum(arrays[thread]));
        LimitLoops.consume(sinks);
        return (double) threads * share * Float.BYTES / seconds;
    }

    /// Bytes per second, read and written together, when one half of so many bytes is copied to the other.
    public double copyBandwidth(double bytes) {
        int share = share(bytes / 2);
        var from = arrays(share);
        var to = arrays(share);
        double seconds = median(thread -> LimitLoops.copy(from[thread], to[thread]));
        return 2.0 * threads * share * Float.BYTES / seconds;
    }

    private int share(double bytes) {
        return Math.max(1024, (int) (bytes / Float.BYTES / threads));
    }

    /// One array per thread, touched, so that its pages are there.
    private float[][] arrays(int length) {
        return IntStream.range(0, threads)
                .mapToObj(_ -> {
                    var array = new float[length];
                    Arrays.fill(array, 1);
                    return array;
                })
                .toArray(float[][]::new);
    }

    /// Median time of one run of all shares together, after a few that let the code compile. Short runs
    /// are repeated within a measurement, because handing work to threads takes time of its own.
    private double median(Share share) {
        int times = 1;
        while (time(share, times) < 0.02) {
            times *= 2;
        }
        var seconds = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            seconds[i] = time(share, times) / times;
        }
        Arrays.sort(seconds);
        return seconds[REPETITIONS / 2];
    }

    private double time(Share share, int times) {
        long start = System.nanoTime();
        var running = IntStream.range(0, threads)
                .<Future<?>>mapToObj(thread -> workers.submit(() -> {
                    for (int i = 0; i < times; i++) {
                        share.run(thread);
                    }
                }))
                .toList();
        for (var future : running) {
            try {
                future.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("a limit could not be measured", e);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        workers.close();
    }
}
