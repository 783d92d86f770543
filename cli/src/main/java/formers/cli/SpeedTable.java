package formers.cli;

import formers.tensor.AttentionOptions;
import formers.tensor.Engine;
import formers.tensor.PackedWeights;
import formers.tensor.RandomSource;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.tensor.limits.MachineLimits;
import formers.tensor.packed.WeightEncoder;
import formers.tensor.packed.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/// How fast the operations that models spend their time in are here, beside what the machine can do.
final class SpeedTable {

    private static final int ROUNDS = 9;
    private static final double WARM_UP_SECONDS = 1.5;
    private static final int MEMORY = 1 << 28; // larger than caches
    private static final int INPUTS = 2048;
    private static final int OUTPUTS = 8192;

    private final MachineLimits limits;
    private final double memory;

    private SpeedTable(MachineLimits limits) {
        this.limits = limits;
        this.memory = limits.readBandwidth(MEMORY);
    }

    /// Measures and prints; takes about half a minute.
    static void print() {
        try (var limits = new MachineLimits(Engine.threads());
                var _ = Tensor.withoutGradients()) {
            new SpeedTable(limits).printAll();
        }
    }

    private void printAll() {
        System.out.printf(
                Locale.ROOT,
                "%n%d threads: float32 peak %.0f GFLOP/s, memory read %.1f GB/s%n%n",
                Engine.threads(),
                limits.flops() / 1e9,
                memory / 1e9);
        System.out.printf(Locale.ROOT, "%-46s %12s %10s%n", "", "speed", "of limit");
        var random = RandomSource.seeded(1);
        var a = Tensor.normal(random, 0, 1, 1024, 1024);
        var b = Tensor.normal(random.at("b"), 0, 1, 1024, 1024);
        arithmetic("matrix product, 1024 x 1024 x 1024", 2.0 * (1L << 30), () -> a.matmul(b));
        var qkv = Tensor.normal(random.at("qkv"), 0, 1, 1, 1024, 3 * 12, 64);
        double scores = 2.0 * 12 * 64 * 1024 * 1024; // two products, half of each masked
        arithmetic(
                "causal attention, 1024 tokens, 12 heads of 64",
                scores,
                () -> qkv.selfAttention(12, 12, AttentionOptions.onlyEarlier()));
        floats(random);
        for (var format :
                new WeightFormat[] {WeightFormat.F16, WeightFormat.Q8_0, WeightFormat.Q4_0, WeightFormat.Q4_K}) {
            packed(format, random);
        }
    }

    private void floats(RandomSource random) {
        long bytes = 4L * INPUTS * OUTPUTS;
        var matrices = new Tensor[(int) Math.ceilDiv(MEMORY, bytes)];
        Arrays.setAll(matrices, i -> Tensor.normal(random.at("w").at(i), 0, 1, OUTPUTS, INPUTS));
        reading("one token times weights in F32", bytes, matrices);
    }

    private void packed(WeightFormat format, RandomSource random) {
        float[] values =
                Tensor.normal(random.at("packed"), 0, 1, OUTPUTS * INPUTS).toArray();
        byte[] encoded = WeightEncoder.encode(format, values, 0, values.length);
        var matrices = new Tensor[Math.ceilDiv(MEMORY, encoded.length)];
        try (var arena = Arena.ofShared()) {
            var segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded);
            Arrays.setAll(
                    matrices,
                    _ -> PackedWeights.of(format, segment, OUTPUTS, INPUTS).tensor());
        }
        reading("one token times weights in " + format, encoded.length, matrices);
    }

    private void arithmetic(String what, double flops, Supplier<Tensor> work) {
        double seconds = seconds(work);
        row(what, flops / seconds / 1e9, "GFLOP/s", flops / seconds / limits.flops());
    }

    private void reading(String what, double bytes, Tensor[] matrices) {
        var x = Tensor.normal(RandomSource.seeded(2), 0, 1, 1, INPUTS);
        double seconds = seconds(() -> {
                    Tensor last = null;
                    for (var matrix : matrices) {
                        last = x.linear(matrix, null);
                    }
                    return last;
                })
                / matrices.length;
        row(what, bytes / seconds / 1e9, "GB/s", bytes / seconds / memory);
    }

    private static void row(String what, double speed, String unit, double share) {
        System.out.printf(Locale.ROOT, "%-46s %5.1f %-7s %8.0f %%%n", what, speed, unit, 100 * share);
    }

    private static double seconds(Supplier<Tensor> work) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_SECONDS * 1e9) {
            once(work);
        }
        var seconds = new double[ROUNDS];
        Arrays.setAll(seconds, _ -> once(work));
        Arrays.sort(seconds);
        return seconds[ROUNDS / 2];
    }

    private static double once(Supplier<Tensor> work) {
        long start = System.nanoTime();
        try (var _ = Scope.open()) {
            work.get();
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
