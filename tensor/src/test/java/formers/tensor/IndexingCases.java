package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Indexed reads and their definitions.
final class IndexingCases {

    private IndexingCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        int[] ids = {4, 0, 4, 2, 1, 4};
        cases.add(OperationCase.of(
                "embedding",
                "repeated ids",
                List.of(random(5, 67)),
                in -> in[0].embedding(Tensor.ofInts(ids, 2, 3)),
                in -> Doubles.fill(new int[] {2, 3, 67}, i -> in[0].at(ids[i[0] * 3 + i[1]], i[2]))));
        int[] chosen = {2, 0, 2};
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            cases.add(OperationCase.of(
                    "indexSelect",
                    "axis " + a,
                    List.of(random(3, 5, 4)),
                    in -> in[0].indexSelect(a, Tensor.ofInts(chosen)),
                    in -> Doubles.fill(
                            Doubles.with(new int[] {3, 5, 4}, a, 3), i -> in[0].at(Doubles.with(i, a, chosen[i[a]])))));
            gather(cases, a);
        }
        ranked(cases);
        return cases;
    }

    private static void gather(List<OperationCase> cases, int axis) {
        var shape = Doubles.with(new int[] {3, 5, 4}, axis, 2);
        var index = new int[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.setAll(index, i -> i * 7 % 3);
        var at = new Doubles(shape, Arrays.stream(index).asDoubleStream().toArray());
        cases.add(OperationCase.of(
                "gather",
                "axis " + axis,
                List.of(random(3, 5, 4)),
                in -> in[0].gather(axis, Tensor.ofInts(index, shape)),
                in -> Doubles.fill(shape, i -> in[0].at(Doubles.with(i, axis, (int) at.at(i))))));
        cases.add(OperationCase.of(
                "scatterAdd",
                "axis " + axis,
                List.of(random(3, 5, 4), random(shape)),
                in -> in[0].scatterAdd(axis, Tensor.ofInts(index, shape), in[1]),
                in -> {
                    var sum = new Doubles(in[0].shape(), in[0].data().clone());
                    Doubles.fill(shape, i -> {
                        var to = Doubles.with(i, axis, (int) at.at(i));
                        sum.data()[(to[0] * 5 + to[1]) * 4 + to[2]] += in[1].at(i);
                        return 0;
                    });
                    return sum;
                }));
    }

    private static void ranked(List<OperationCase> cases) {
        cases.add(OperationCase.of(
                "topK",
                "3 of 7",
                List.of(random(4, 7)),
                in -> in[0].topK(3).values(),
                in -> Doubles.fill(new int[] {4, 3}, i -> sortedRow(in[0], i[0], true)[i[1]])));
        for (boolean descending : new boolean[] {true, false}) {
            cases.add(OperationCase.of(
                    "sort",
                    descending ? "falling" : "rising",
                    List.of(random(4, 7)),
                    in -> in[0].sort(descending).values(),
                    in -> Doubles.fill(new int[] {4, 7}, i -> sortedRow(in[0], i[0], descending)[i[1]])));
        }
    }

    private static double[] sortedRow(Doubles x, int row, boolean descending) {
        Comparator<Double> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Arrays.stream(x.data(), row * x.size(1), (row + 1) * x.size(1))
                .boxed()
                .sorted(order)
                .mapToDouble(v -> v)
                .toArray();
    }
}
