package formers.models.testing;

import formers.models.formal.Activation;
import formers.models.formal.ErrorFunction;
import java.util.Arrays;

/// Reverse-mode differentiation of single numbers, exact to rounding. Every number has an index; with it
/// the tape keeps which numbers it was computed from and the partial derivative by each. Nothing here knows
/// a matrix, so nothing here can share a mistake with an engine whose backward passes are derived by hand.
final class Tape {

    private double[] values = new double[1 << 12];
    /// Inputs of number n are entries `ends[n - 1] .. ends[n] - 1` of the next two.
    private int[] ends = new int[1 << 12];
    private int[] inputs = new int[1 << 14];
    private double[] slopes = new double[1 << 14];
    private int numbers;
    private int edges;

    double value(int a) {
        return values[a];
    }

    /// A number computed from nothing: a parameter or a constant.
    int leaf(double value) {
        return number(value);
    }

    int[] leaves(double[] values) {
        return Arrays.stream(values).mapToInt(this::leaf).toArray();
    }

    int plus(int a, int b) {
        edge(a, 1);
        edge(b, 1);
        return number(values[a] + values[b]);
    }

    int minus(int a, int b) {
        edge(a, 1);
        edge(b, -1);
        return number(values[a] - values[b]);
    }

    int times(int a, int b) {
        edge(a, values[b]);
        edge(b, values[a]);
        return number(values[a] * values[b]);
    }

    int over(int a, int b) {
        edge(a, 1 / values[b]);
        edge(b, -values[a] / (values[b] * values[b]));
        return number(values[a] / values[b]);
    }

    /// `a · scale + shift`, with constants.
    int affine(int a, double scale, double shift) {
        return unary(a, values[a] * scale + shift, scale);
    }

    int sum(int[] terms) {
        double sum = 0;
        for (int term : terms) {
            edge(term, 1);
            sum += values[term];
        }
        return number(sum);
    }

    int dot(int[] a, int[] b) {
        return dot(a, 0, b);
    }

    /// `Σ_i a[from + i] b[i]`, over all of `b`: a row of a matrix with a vector.
    int dot(int[] a, int from, int[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            edge(a[from + i], values[b[i]]);
            edge(b[i], values[a[from + i]]);
            sum += values[a[from + i]] * values[b[i]];
        }
        return number(sum);
    }

    int exp(int a) {
        double exp = Math.exp(values[a]);
        return unary(a, exp, exp);
    }

    int log(int a) {
        return unary(a, Math.log(values[a]), 1 / values[a]);
    }

    /// `1/√a`.
    int inverseRoot(int a) {
        double root = 1 / Math.sqrt(values[a]);
        return unary(a, root, -root / (2 * values[a]));
    }

    int relu(int a) {
        return unary(a, Math.max(0, values[a]), values[a] > 0 ? 1 : 0);
    }

    /// `a Φ(a)`, whose slope is `Φ(a) + a φ(a)`.
    int gelu(int a) {
        double x = values[a];
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        return unary(a, Activation.gelu(x), ErrorFunction.erfc(-x / Math.sqrt(2)) / 2 + x * density);
    }

    int geluTanh(int a) {
        double x = values[a];
        double scale = Math.sqrt(2 / Math.PI);
        double tanh = Math.tanh(scale * (x + 0.044715 * x * x * x));
        double inner = scale * (1 + 3 * 0.044715 * x * x);
        return unary(a, x / 2 * (1 + tanh), (1 + tanh) / 2 + x / 2 * (1 - tanh * tanh) * inner);
    }

    /// `a σ(a)`, whose slope is `σ + a σ (1 - σ)`.
    int silu(int a) {
        double x = values[a];
        double sigmoid = 1 / (1 + Math.exp(-x));
        return unary(a, x * sigmoid, sigmoid + x * sigmoid * (1 - sigmoid));
    }

    /// The derivative of `output` by every number on the tape, at its index.
    double[] gradient(int output) {
        var gradient = new double[numbers];
        gradient[output] = 1;
        for (int n = output; n > 0; n--) {
            for (int e = ends[n - 1]; e < ends[n]; e++) {
                gradient[inputs[e]] += gradient[n] * slopes[e];
            }
        }
        return gradient;
    }

    private int unary(int a, double value, double slope) {
        edge(a, slope);
        return number(value);
    }

    private void edge(int input, double slope) {
        if (edges == inputs.length) {
            inputs = Arrays.copyOf(inputs, 2 * edges);
            slopes = Arrays.copyOf(slopes, 2 * edges);
        }
        inputs[edges] = input;
        slopes[edges++] = slope;
    }

    private int number(double value) {
        if (numbers == values.length) {
            values = Arrays.copyOf(values, 2 * numbers);
            ends = Arrays.copyOf(ends, 2 * numbers);
        }
        values[numbers] = value;
        ends[numbers] = edges;
        return numbers++;
    }
}
