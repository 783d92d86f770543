package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Reductions along every combination of axes, and their definitions.
final class ReductionCases {

    private ReductionCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        reduction(cases, "sum", Tensor::sum, v -> Arrays.stream(v).sum());
        reduction(cases, "mean", Tensor::mean, v -> Arrays.stream(v).average().orElseThrow());
        reduction(cases, "max", Tensor::max, v -> Arrays.stream(v).max().orElseThrow());
        reduction(cases, "min", Tensor::min, v -> Arrays.stream(v).min().orElseThrow());
        reduction(cases, "variance", Tensor::variance, ReductionCases::variance);
        reduction(cases, "logSumExp", Tensor::logSumExp, ReductionCases::logSumExp);
        keeping(cases, "sumKeeping", Tensor::sumKeeping, 1);
        keeping(cases, "meanKeeping", Tensor::meanKeeping, 5);
        for (int axis = 0; axis < 3; axis++) {
            cumulativeSum(cases, axis);
        }
        for (int pieces = 1; pieces <= 3; pieces++) {
            maxout(cases, pieces);
        }
        return cases;
    }

    private static double variance(double[] v) {
        double mean = Arrays.stream(v).average().orElseThrow();
        return Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / v.length;
    }

    private static double logSumExp(double[] v) {
        return Math.log(Arrays.stream(v).map(Math::exp).sum());
    }

    private static void reduction(
            List<OperationCase> cases,
            String name,
            BiFunction<Tensor, int[], Tensor> fast,
            Function<double[], Double> reference) {
        int[][] choices = {{}, {0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {-1}, {0, 1, 2}};
        for (var axes : choices) {
            cases.add(OperationCase.of(
                    name,
                    "axes " + Arrays.toString(axes) + " of [3, 5, 4]",
                    List.of(random(3, 5, 4)),
                    in -> fast.apply(in[0], axes),
                    in -> reduce(in[0], axes, reference)));
        }
        cases.add(OperationCase.of(
                name,
                "one element",
                List.of(random(1)),
                in -> fast.apply(in[0], new int[0]),
                in -> reduce(in[0], new int[0], reference)));
        cases.add(OperationCase.of(
                name,
                "odd lengths",
                List.of(random(2, 67)),
                in -> fast.apply(in[0], new int[] {1}),
                in -> reduce(in[0], new int[] {1}, reference)));
    }

    private static Doubles reduce(Doubles x, int[] axes, Function<double[], Double> reference) {
        var gone = new boolean[x.shape().length];
        Arrays.fill(gone, axes.length == 0);
        for (int axis : axes) {
            gone[axis < 0 ? axis + gone.length : axis] = true;
        }
        var kept = new int[0];
        for (int axis = 0; axis < gone.length; axis++) {
            if (!gone[axis]) {
                kept = Doubles.inserted(kept, kept.length, x.shape()[axis]);
            }
        }
        return Doubles.fill(kept, index -> {
            var members = new ArrayList<Double>();
            Doubles.fill(x.shape(), i -> {
                int at = 0;
                boolean mine = true;
                for (int axis = 0; axis < gone.length; axis++) {
                    mine &= gone[axis] || i[axis] == index[at++];
                }
                if (mine) {
                    members.add(x.at(i));
                }
                return 0;
            });
            return reference.apply(members.stream().mapToDouble(v -> v).toArray());
        });
    }

    private static void keeping(
            List<OperationCase> cases, String name, BiFunction<Tensor, int[], Tensor> fast, double divisor) {
        cases.add(OperationCase.of(
                name,
                "the middle axis",
                List.of(random(3, 5, 4)),
                in -> fast.apply(in[0], new int[] {1}),
                in -> Doubles.fill(new int[] {3, 1, 4}, i -> {
                    double sum = 0;
                    for (int j = 0; j < 5; j++) {
                        sum += in[0].at(i[0], j, i[2]);
                    }
                    return sum / divisor;
                })));
    }

    private static void maxout(List<OperationCase> cases, int pieces) {
        cases.add(OperationCase.of(
                "maxout",
                pieces + " pieces",
                List.of(random(3, 5, 4 * pieces)),
                in -> in[0].maxout(pieces),
                in -> Doubles.fill(new int[] {3, 5, 4}, i -> {
                    double largest = Double.NEGATIVE_INFINITY;
                    for (int piece = 0; piece < pieces; piece++) {
                        largest = Math.max(largest, in[0].at(i[0], i[1], i[2] * pieces + piece));
                    }
                    return largest;
                })));
    }

    private static void cumulativeSum(List<OperationCase> cases, int axis) {
        cases.add(OperationCase.of(
                "cumulativeSum",
                "axis " + axis,
                List.of(random(3, 5, 4)),
                in -> in[0].cumulativeSum(axis),
                in -> Doubles.fill(new int[] {3, 5, 4}, i -> {
                    double sum = 0;
                    for (int j = 0; j <= i[axis]; j++) {
                        sum += in[0].at(Doubles.with(i, axis, j));
                    }
                    return sum;
                })));
    }
}
