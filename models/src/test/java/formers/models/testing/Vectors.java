package formers.models.testing;

import java.util.Arrays;
import java.util.stream.Stream;

/// Arithmetic on vectors of doubles.
final class Vectors {

    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] sum(double[] a, double[] b) {
        var sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    static double[][] sum(double[][] a, double[][] b) {
        var sum = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            sum[t] = sum(a[t], b[t]);
        }
        return sum;
    }

    static double[] scaled(double[] a, double factor) {
        return Arrays.stream(a).map(value -> value * factor).toArray();
    }

    /// `exp(a_i) / Σ_j exp(a_j)`.
    static double[] softmax(double[] a) {
        double largest = Arrays.stream(a).max().orElseThrow();
        double[] exps = Arrays.stream(a).map(value -> Math.exp(value - largest)).toArray();
        return scaled(exps, 1 / Arrays.stream(exps).sum());
    }

    /// Pieces of `width` each.
    static double[][] split(double[] a, int width) {
        var pieces = new double[a.length / width][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = Arrays.copyOfRange(a, i * width, (i + 1) * width);
        }
        return pieces;
    }

    static double[] joined(double[][] pieces) {
        return Stream.of(pieces).flatMapToDouble(Arrays::stream).toArray();
    }
}
