package formers.tensor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/// A double-precision array for references in tests: defined element by element from its indices, slow and plain.
record Doubles(int[] shape, double[] data) {

    static Doubles fill(int[] shape, ToDoubleFunction<int[]> element) {
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        var result = new Doubles(shape, new double[size]);
        var index = new int[shape.length];
        for (int i = 0; i < size; i++) {
            int rest = i;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            result.data[i] = element.applyAsDouble(index);
        }
        return result;
    }

    static Doubles scalar(double value) {
        return new Doubles(new int[0], new double[] {value});
    }

    int size(int axis) {
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    double at(int... index) {
        int at = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape[axis]) {
                throw new IndexOutOfBoundsException(Arrays.toString(index) + " in " + Arrays.toString(shape));
            }
            at = at * shape[axis] + index[axis];
        }
        return data[at];
    }

    /// The element a broadcast operand has at an index of the result.
    double stretched(int[] index) {
        var own = new int[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            int from = index[axis + index.length - shape.length];
            own[axis] = shape[axis] == 1 ? 0 : from;
        }
        return at(own);
    }

    Doubles map(DoubleUnaryOperator f) {
        return new Doubles(shape, Arrays.stream(data).map(f).toArray());
    }

    Doubles zip(Doubles other, DoubleBinaryOperator f) {
        var result = Shape.of(shape).broadcast(Shape.of(other.shape)).extents();
        return fill(result, i -> f.applyAsDouble(stretched(i), other.stretched(i)));
    }

    double sum() {
        return Arrays.stream(data).sum();
    }

    static int[] with(int[] index, int axis, int value) {
        var copy = index.clone();
        copy[axis] = value;
        return copy;
    }

    static int[] without(int[] index, int axis) {
        var copy = new int[index.length - 1];
        System.arraycopy(index, 0, copy, 0, axis);
        System.arraycopy(index, axis + 1, copy, axis, copy.length - axis);
        return copy;
    }

    static int[] inserted(int[] index, int axis, int value) {
        var copy = new int[index.length + 1];
        System.arraycopy(index, 0, copy, 0, axis);
        copy[axis] = value;
        System.arraycopy(index, axis, copy, axis + 1, index.length - axis);
        return copy;
    }
}
