package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;

/// Changes of layout and their definitions.
final class LayoutCases {

    private LayoutCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        var x = List.of(random(3, 5, 4));
        cases.add(OperationCase.of("copy", "", x, in -> in[0].copy(), in -> in[0]));
        cases.add(OperationCase.of(
                "reshape",
                "one extent free",
                x,
                in -> in[0].reshape(6, -1),
                in -> new Doubles(new int[] {6, 10}, in[0].data())));
        cases.add(OperationCase.of(
                "reshape",
                "used twice",
                x,
                in -> in[0].reshape(60).times(in[0].reshape(60)),
                in -> new Doubles(new int[] {60}, in[0].map(v -> v * v).data())));
        cases.add(OperationCase.of(
                "permute",
                "cyclic",
                x,
                in -> in[0].permute(2, 0, 1),
                in -> Doubles.fill(new int[] {4, 3, 5}, i -> in[0].at(i[1], i[2], i[0]))));
        cases.add(OperationCase.of(
                "permute",
                "four axes",
                List.of(random(2, 3, 4, 5)),
                in -> in[0].permute(0, 2, 1, 3),
                in -> Doubles.fill(new int[] {2, 4, 3, 5}, i -> in[0].at(i[0], i[2], i[1], i[3]))));
        cases.add(OperationCase.of(
                "transpose",
                "larger than a tile",
                List.of(random(37, 41)),
                in -> in[0].transpose(0, 1),
                in -> Doubles.fill(new int[] {41, 37}, i -> in[0].at(i[1], i[0]))));
        for (int axis = 0; axis < 3; axis++) {
            slice(cases, axis);
            pad(cases, axis);
            concat(cases, axis);
            repeat(cases, axis);
        }
        cases.add(OperationCase.of(
                "split",
                "pieces used unequally",
                x,
                in -> {
                    var pieces = in[0].split(1, 2, 3);
                    return pieces[1].sum(1).plus(pieces[0].sum(1).times(3));
                },
                in -> Doubles.fill(new int[] {3, 4}, i -> {
                    double sum = 0;
                    for (int j = 0; j < 5; j++) {
                        sum += in[0].at(i[0], j, i[1]) * (j < 2 ? 3 : 1);
                    }
                    return sum;
                })));
        cases.add(OperationCase.of(
                "broadcastTo",
                "[3, 1] to [2, 3, 4]",
                List.of(random(3, 1)),
                in -> in[0].broadcastTo(2, 3, 4),
                in -> Doubles.fill(new int[] {2, 3, 4}, i -> in[0].at(i[1], 0))));
        for (int diagonal = -1; diagonal <= 1; diagonal++) {
            int d = diagonal;
            cases.add(OperationCase.of(
                    "lowerTriangle",
                    "diagonal " + d,
                    x,
                    in -> in[0].lowerTriangle(d),
                    in -> Doubles.fill(new int[] {3, 5, 4}, i -> i[2] <= i[1] + d ? in[0].at(i) : 0)));
            cases.add(OperationCase.of(
                    "upperTriangle",
                    "diagonal " + d,
                    x,
                    in -> in[0].upperTriangle(d),
                    in -> Doubles.fill(new int[] {3, 5, 4}, i -> i[2] >= i[1] + d ? in[0].at(i) : 0)));
        }
        return cases;
    }

    private static void slice(List<OperationCase> cases, int axis) {
        var shape = Doubles.with(new int[] {3, 5, 4}, axis, 2);
        cases.add(OperationCase.of(
                "slice",
                "axis " + axis,
                List.of(random(3, 5, 4)),
                in -> in[0].slice(axis, 1, 3),
                in -> Doubles.fill(shape, i -> in[0].at(Doubles.with(i, axis, i[axis] + 1)))));
        cases.add(OperationCase.of(
                "slice",
                "of a slice, axis " + axis,
                List.of(random(3, 5, 4)),
                in -> in[0].slice(axis, 1, 3).slice(axis, 1, 2).times(2),
                in -> Doubles.fill(
                        Doubles.with(shape, axis, 1), i -> 2 * in[0].at(Doubles.with(i, axis, i[axis] + 2)))));
    }

    private static void pad(List<OperationCase> cases, int axis) {
        int n = new int[] {3, 5, 4}[axis];
        cases.add(OperationCase.of(
                "pad",
                "axis " + axis,
                List.of(random(3, 5, 4)),
                in -> in[0].pad(axis, 2, 1, 0.5f),
                in -> Doubles.fill(Doubles.with(new int[] {3, 5, 4}, axis, n + 3), i -> {
                    int at = i[axis] - 2;
                    return at < 0 || at >= n ? 0.5 : in[0].at(Doubles.with(i, axis, at));
                })));
    }

    private static void concat(List<OperationCase> cases, int axis) {
        var a = random(3, 5, 4);
        var b = random(Doubles.with(new int[] {3, 5, 4}, axis, 2));
        int n = a.shape()[axis];
        cases.add(OperationCase.of(
                "concat",
                "axis " + axis,
                List.of(a, b),
                in -> Tensor.concat(axis, in[0], in[1]),
                in -> Doubles.fill(
                        Doubles.with(a.shape(), axis, n + 2),
                        i -> i[axis] < n ? in[0].at(i) : in[1].at(Doubles.with(i, axis, i[axis] - n)))));
    }

    private static void repeat(List<OperationCase> cases, int axis) {
        int n = new int[] {3, 5, 4}[axis];
        cases.add(OperationCase.of(
                "repeat",
                "axis " + axis,
                List.of(random(3, 5, 4)),
                in -> in[0].repeat(axis, 3),
                in -> Doubles.fill(
                        Doubles.with(new int[] {3, 5, 4}, axis, 3 * n),
                        i -> in[0].at(Doubles.with(i, axis, i[axis] % n)))));
    }
}
