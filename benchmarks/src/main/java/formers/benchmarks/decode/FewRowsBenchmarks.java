package formers.benchmarks.decode;

import formers.tensor.Engine;
import formers.tensor.PackedWeights;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightEncoder;
import formers.tensor.packed.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a product with packed weights costs for one row, for a few (requests decoded side by side, or
/// guesses that are checked together) and for more. Every product takes another matrix than the one before,
/// so that the weights come from memory, as they do in a model.
///
/// Arguments: formats; without, Q8_0, Q4_0 and F16.
public final class FewRowsBenchmarks {

    private static final int[][] SHAPES = {{2048, 8192}, {8192, 2048}};
    private static final int[] ROWS = {1, 2, 4, 8, 16, 32, 256};
    private static final long BYTES = 250_000_000;
    private static final int ROUNDS = 11;
    private static final int WARM_UP = 5;

    private FewRowsBenchmarks() {}

    public static void main(String[] args) {
        var formats = args.length == 0 ? List.of("Q8_0", "Q4_0", "F16") : List.of(args);
        System.out.printf("Java %s, %d threads%n%n", Runtime.version(), Engine.threads());
        System.out.println("| weights | rows | ms, median | least | weights read, GB/s | GFLOP/s | time, × one row |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|");
        for (var format : formats) {
            for (var shape : SHAPES) {
                measure(WeightFormat.valueOf(format), shape[0], shape[1]);
            }
        }
    }

    private static void measure(WeightFormat format, int outputs, int inputs) {
        var matrices = matrices(format, outputs, inputs);
        double bytes = format.bytes((long) outputs * inputs);
        var x = Arrays.stream(ROWS)
                .mapToObj(rows -> Tensor.wrap(normal(rows * inputs), rows, inputs))
                .toList();
        var seconds = new double[ROWS.length][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (int i = 0; i < ROWS.length; i++) {
                double time = secondsPerProduct(x.get(i), matrices);
                seconds[i][Math.max(0, round)] = time;
            }
        }
        for (var times : seconds) {
            Arrays.sort(times);
        }
        double one = seconds[0][ROUNDS / 2];
        for (int i = 0; i < ROWS.length; i++) {
            double median = seconds[i][ROUNDS / 2];
            System.out.printf(
                    Locale.ROOT,
                    "| %s, %d x %d | %d | %.3f | %.3f | %.1f | %.0f | %.2f |%n",
                    format,
                    outputs,
                    inputs,
                    ROWS[i],
                    median * 1e3,
                    seconds[i][0] * 1e3,
                    bytes / median / 1e9,
                    2.0 * ROWS[i] * outputs * inputs / median / 1e9,
                    median / one);
        }
    }

    /// Many rows take long enough on a few of the matrices.
    private static double secondsPerProduct(Tensor x, List<Tensor> matrices) {
        int count = Math.max(1, x.extent(0) > 32 ? matrices.size() / 8 : matrices.size());
        long start = System.nanoTime();
        for (var matrix : matrices.subList(0, count)) {
            try (var _ = Scope.open()) {
                x.linear(matrix, null);
            }
        }
        return (System.nanoTime() - start) / 1e9 / count;
    }

    private static List<Tensor> matrices(WeightFormat format, int outputs, int inputs) {
        byte[] encoded = WeightEncoder.encode(format, normal(outputs * inputs), 0, outputs * inputs);
        try (var arena = Arena.ofShared()) {
            var segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded);
            return Stream.generate(() ->
                            PackedWeights.of(format, segment, outputs, inputs).tensor())
                    .limit(Math.ceilDiv(BYTES, encoded.length))
                    .toList();
        }
    }

    private static float[] normal(int count) {
        var random = new Random(1);
        var values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = (float) random.nextGaussian());
        return values;
    }
}
