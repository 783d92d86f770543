package formers.models.testing;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/// The two normalisations of a token's vector.
final class Norms {

    /// In place of a norm that a model does not have.
    static final Layer NONE = x -> x;

    private Norms() {}

    /// `(x - mean) / √(variance + ε) · weight + bias`.
    static Layer layer(double[] weight, double[] bias, double epsilon) {
        return x -> each(x, token -> {
            double mean = Arrays.stream(token).average().orElseThrow();
            double[] centred = Arrays.stream(token).map(value -> value - mean).toArray();
            return Vectors.sum(overRoot(centred, weight, epsilon), bias);
        });
    }

    /// `x / √(mean of squares + ε) · weight`.
    static Layer rms(double[] weight, double epsilon) {
        return x -> each(x, token -> overRoot(token, weight, epsilon));
    }

    private static double[] overRoot(double[] token, double[] weight, double epsilon) {
        double root = Math.sqrt(Vectors.dot(token, token) / token.length + epsilon);
        var normed = new double[token.length];
        Arrays.setAll(normed, i -> token[i] / root * weight[i]);
        return normed;
    }

    private static double[][] each(double[][] x, UnaryOperator<double[]> norm) {
        return Arrays.stream(x).map(norm).toArray(double[][]::new);
    }
}
