package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;

/// Matrix products and their definitions.
final class ProductCases {

    private ProductCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        int[][][] batches = {{{}, {}}, {{2}, {2}}, {{2}, {}}, {{}, {2}}, {{2, 1}, {3}}, {{1}, {3}}};
        for (var batch : batches) {
            for (int transposes = 0; transposes < 4; transposes++) {
                matmul(cases, batch[0], batch[1], (transposes & 1) != 0, (transposes & 2) != 0, 3, 4, 5);
            }
        }
        matmul(cases, new int[0], new int[0], false, true, 1, 17, 1);
        matmul(cases, new int[0], new int[0], true, false, 7, 1, 9);
        cases.add(OperationCase.of(
                "matmul",
                "by itself",
                List.of(random(4, 4)),
                in -> in[0].matmul(in[0]),
                in -> product(in[0], false, in[0], false, new int[0], 4, 4, 4)));
        linear(cases, true, 3, 4, 5);
        linear(cases, false, 3, 4, 5);
        linear(cases, true, 1, 1, 1);
        linear(cases, true, 2, 33, 19);
        return cases;
    }

    private static void matmul(
            List<OperationCase> cases, int[] aBatch, int[] bBatch, boolean ta, boolean tb, int m, int k, int n) {
        var a = random(Shape.of(aBatch).append(ta ? k : m, ta ? m : k).extents());
        var b = random(Shape.of(bBatch).append(tb ? n : k, tb ? k : n).extents());
        var batch = Shape.of(aBatch).broadcast(Shape.of(bBatch)).extents();
        cases.add(OperationCase.of(
                "matmul",
                "%s%s x %s%s".formatted(Shape.of(a.shape()), ta ? "T" : "", Shape.of(b.shape()), tb ? "T" : ""),
                List.of(a, b),
                in -> in[0].matmul(ta, in[1], tb),
                in -> product(in[0], ta, in[1], tb, batch, m, k, n)));
    }

    private static Doubles product(Doubles a, boolean ta, Doubles b, boolean tb, int[] batch, int m, int k, int n) {
        int rank = batch.length + 2;
        return Doubles.fill(Shape.of(batch).append(m, n).extents(), i -> {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                var left = i.clone();
                left[rank - 2] = ta ? j : i[rank - 2];
                left[rank - 1] = ta ? i[rank - 2] : j;
                var right = i.clone();
                right[rank - 2] = tb ? i[rank - 1] : j;
                right[rank - 1] = tb ? j : i[rank - 1];
                sum += stretched(a, left) * stretched(b, right);
            }
            return sum;
        });
    }

    /// Batch axes broadcast, the last two never do.
    private static double stretched(Doubles x, int[] index) {
        var own = new int[x.shape().length];
        for (int axis = 0; axis < own.length; axis++) {
            int from = index[axis + index.length - own.length];
            own[axis] = axis < own.length - 2 && x.shape()[axis] == 1 ? 0 : from;
        }
        return x.at(own);
    }

    private static void linear(List<OperationCase> cases, boolean bias, int rows, int in, int out) {
        var inputs = new ArrayList<Doubles>(List.of(random(2, rows, in), random(out, in)));
        if (bias) {
            inputs.add(random(out));
        }
        cases.add(OperationCase.of(
                "linear",
                bias ? "%d to %d".formatted(in, out) : "no bias",
                inputs,
                t -> t[0].linear(t[1], bias ? t[2] : null),
                d -> Doubles.fill(new int[] {2, rows, out}, i -> {
                    double sum = bias ? d[2].at(i[2]) : 0;
                    for (int j = 0; j < in; j++) {
                        sum += d[0].at(i[0], i[1], j) * d[1].at(i[2], j);
                    }
                    return sum;
                })));
    }
}
