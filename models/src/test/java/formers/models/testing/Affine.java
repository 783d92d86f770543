package formers.models.testing;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// `y = W x + b` for every token.
///
/// @param weight `[out][in]`
/// @param bias `[out]`
record Affine(double[][] weight, double[] bias) implements Layer {

    static Affine withoutBias(double[][] weight) {
        return new Affine(weight, new double[weight.length]);
    }

    int outputs() {
        return weight.length;
    }

    @Override
    public double[][] of(double[][] x) {
        var y = new double[x.length][weight.length];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < weight.length; o++) {
                y[t][o] = Vectors.dot(weight[o], x[t]) + bias[o];
            }
        }
        return y;
    }

    /// The outputs from `first` on.
    Affine rows(int first, int count) {
        return rows(count, i -> first + i);
    }

    /// `count` of the outputs, the i-th being this one's `row(i)`-th.
    Affine rows(int count, IntUnaryOperator row) {
        var chosen = new double[count][];
        var biases = new double[count];
        Arrays.setAll(chosen, i -> weight[row.applyAsInt(i)]);
        Arrays.setAll(biases, i -> bias[row.applyAsInt(i)]);
        return new Affine(chosen, biases);
    }
}
