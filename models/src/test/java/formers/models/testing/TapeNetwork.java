package formers.models.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// What networks are made of, number by number on a [Tape]. Parameters are flat, row-major arrays by name; a
/// bias that is absent is not added.
abstract class TapeNetwork {

    final Tape tape = new Tape();
    final Map<String, int[]> leaves = new LinkedHashMap<>();

    TapeNetwork(Map<String, double[]> parameters) {
        parameters.forEach((name, values) -> leaves.put(name, tape.leaves(values)));
    }

    Tape tape() {
        return tape;
    }

    /// The parameters' numbers, by name.
    Map<String, int[]> leaves() {
        return leaves;
    }

    /// A normalisation of one token's vector.
    ///
    /// @param centred whether the mean is taken away first
    int[] norm(String name, int[] token, boolean centred, double epsilon) {
        int width = token.length;
        int[] moved = token;
        if (centred) {
            int mean = tape.affine(tape.sum(token), 1.0 / width, 0);
            moved = Arrays.stream(token).map(value -> tape.minus(value, mean)).toArray();
        }
        int scale = tape.inverseRoot(tape.affine(tape.dot(moved, moved), 1.0 / width, epsilon));
        int[] weight = leaves.get(name + ".weight");
        var normed = new int[width];
        for (int i = 0; i < width; i++) {
            normed[i] = tape.times(tape.times(moved[i], scale), weight[i]);
        }
        return plusBias(name, normed);
    }

    int[] linear(String name, int[] token) {
        return plusBias(name, product(name + ".weight", token));
    }

    /// A matrix of as many columns as `token` has entries, times `token`.
    int[] product(String matrix, int[] token) {
        int[] weight = leaves.get(matrix);
        var y = new int[weight.length / token.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = tape.dot(weight, o * token.length, token);
        }
        return y;
    }

    int[] plusBias(String name, int[] y) {
        int[] bias = leaves.get(name + ".bias");
        return bias == null ? y : plus(y, bias);
    }

    int[] softmax(int[] scores) {
        int[] exps = exps(scores);
        int total = tape.sum(exps);
        return Arrays.stream(exps).map(exp -> tape.over(exp, total)).toArray();
    }

    int logSumExp(int[] scores) {
        return tape.affine(tape.log(tape.sum(exps(scores))), 1, largest(scores));
    }

    int[] exps(int[] scores) {
        double largest = largest(scores);
        return Arrays.stream(scores)
                .map(score -> tape.exp(tape.affine(score, 1, -largest)))
                .toArray();
    }

    /// A constant as far as derivatives go: subtracting it changes no probability.
    private double largest(int[] scores) {
        return Arrays.stream(scores).mapToDouble(tape::value).max().orElseThrow();
    }

    int[] row(String matrix, int row, int width) {
        return slice(leaves.get(matrix), row, width);
    }

    static int[] slice(int[] values, int index, int width) {
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }

    int[] plus(int[] a, int[] b) {
        var sum = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = tape.plus(a[i], b[i]);
        }
        return sum;
    }
}
