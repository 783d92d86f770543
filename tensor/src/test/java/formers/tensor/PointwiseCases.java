package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Pointwise operations and their definitions.
final class PointwiseCases {

    private PointwiseCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        unary(cases, "negate", -2, 2, Tensor::negate, x -> -x);
        unary(cases, "abs", -2, 2, Tensor::abs, Math::abs);
        unary(cases, "exp", -4, 4, Tensor::exp, Math::exp);
        unary(cases, "log", 0.1, 9, Tensor::log, Math::log);
        unary(cases, "tanh", -4, 4, Tensor::tanh, Math::tanh);
        unary(cases, "sigmoid", -8, 8, Tensor::sigmoid, PointwiseCases::sigmoid);
        unary(cases, "erf", -3, 3, Tensor::erf, PointwiseCases::erf);
        unary(cases, "sin", -9, 9, Tensor::sin, Math::sin);
        unary(cases, "cos", -9, 9, Tensor::cos, Math::cos);
        unary(cases, "sqrt", 0.1, 9, Tensor::sqrt, Math::sqrt);
        unary(cases, "rsqrt", 0.1, 9, Tensor::rsqrt, x -> 1 / Math.sqrt(x));
        unary(cases, "square", -3, 3, Tensor::square, x -> x * x);
        unary(cases, "reciprocal", 0.3, 3, Tensor::reciprocal, x -> 1 / x);
        unary(cases, "relu", -2, 2, Tensor::relu, x -> Math.max(x, 0));
        unary(cases, "gelu", -4, 4, Tensor::gelu, PointwiseCases::gelu);
        unary(cases, "geluTanh", -4, 4, Tensor::geluTanh, PointwiseCases::geluTanh);
        unary(cases, "silu", -4, 4, Tensor::silu, x -> x * sigmoid(x));
        unary(cases, "softplus", -4, 4, Tensor::softplus, x -> Math.log1p(Math.exp(x)));
        unary(cases, "plus", -2, 2, x -> x.plus(1.5f), x -> x + 1.5);
        unary(cases, "minus", -2, 2, x -> x.minus(1.5f), x -> x - 1.5);
        unary(cases, "times", -2, 2, x -> x.times(1.5f), x -> x * 1.5);
        unary(cases, "dividedBy", -2, 2, x -> x.dividedBy(4), x -> x / 4);
        unary(cases, "pow", 0.3, 2, x -> x.pow(2.5f), x -> Math.pow(x, 2.5));
        unary(cases, "pow", -2, 2, x -> x.pow(2), x -> x * x);
        unary(cases, "pow", -2, 2, x -> x.pow(3), x -> x * x * x);
        unary(cases, "clamp", -2, 2, x -> x.clamp(-0.75f, 1.25f), x -> Math.min(Math.max(x, -0.75), 1.25));
        binary(cases, "plus", Tensor::plus, Double::sum);
        binary(cases, "minus", Tensor::minus, (a, b) -> a - b);
        binary(cases, "times", Tensor::times, (a, b) -> a * b);
        binary(cases, "dividedBy", Tensor::dividedBy, (a, b) -> a / b);
        binary(cases, "pow", Tensor::pow, Math::pow);
        binary(cases, "maximum", Tensor::maximum, Math::max);
        binary(cases, "minimum", Tensor::minimum, Math::min);
        where(cases);
        for (var gate : Gate.values()) {
            gated(cases, gate);
        }
        dropout(cases);
        return cases;
    }

    private static void unary(
            List<OperationCase> cases,
            String name,
            double low,
            double high,
            UnaryOperator<Tensor> fast,
            DoubleUnaryOperator reference) {
        for (int[] shape : new int[][] {{}, {1}, {3, 5}, {67}, {2, 3, 11}}) {
            cases.add(OperationCase.of(
                    name,
                    "shape " + Shape.of(shape),
                    List.of(random(low, high, shape)),
                    in -> fast.apply(in[0]),
                    in -> in[0].map(reference)));
        }
    }

    private static void binary(
            List<OperationCase> cases, String name, BinaryOperator<Tensor> fast, DoubleBinaryOperator reference) {
        int[][][] shapes = {
            {{}, {}},
            {{3, 5}, {3, 5}},
            {{3, 5}, {5}},
            {{5}, {3, 5}},
            {{3, 1}, {1, 5}},
            {{2, 3, 4}, {3, 1}},
            {{7}, {}},
            {{}, {2, 3}},
            {{4, 1, 3}, {2, 1}},
            {{37}, {37}},
            {{0, 3}, {3}}
        };
        for (var pair : shapes) {
            // Far from ties and from bases and divisors near 0: the definition must be smooth where it is
            // differenced.
            var a = random(0.5, 1.5, pair[0]);
            var b = random(1.6, 2.5, pair[1]);
            cases.add(OperationCase.of(
                    name,
                    Shape.of(pair[0]) + " and " + Shape.of(pair[1]),
                    List.of(a, b),
                    in -> fast.apply(in[0], in[1]),
                    in -> in[0].zip(in[1], reference)));
        }
        var same = random(0.5, 2, 4, 3);
        cases.add(OperationCase.of(
                name,
                "both sides swapped",
                List.of(random(1.6, 2.5, 2, 3), random(0.5, 1.5, 2, 3)),
                in -> fast.apply(in[0], in[1]),
                in -> in[0].zip(in[1], reference)));
        if (!name.startsWith("m") || name.equals("minus")) {
            cases.add(OperationCase.of(
                    name,
                    "with itself",
                    List.of(same),
                    in -> fast.apply(in[0], in[0]),
                    in -> in[0].zip(in[0], reference)));
        }
    }

    private static void where(List<OperationCase> cases) {
        float[] condition = {1, 0, 0, 2, 0, -1};
        cases.add(OperationCase.of(
                "where",
                "broadcast",
                List.of(random(2, 3), random(3)),
                in -> Tensor.of(condition, 2, 3).where(in[0], in[1]),
                in -> Doubles.fill(
                        new int[] {2, 3}, i -> condition[i[0] * 3 + i[1]] != 0 ? in[0].at(i) : in[1].at(i[1]))));
    }

    private static void gated(List<OperationCase> cases, Gate gate) {
        DoubleUnaryOperator act = switch (gate) {
            case SIGMOID -> PointwiseCases::sigmoid;
            case RELU -> x -> Math.max(x, 0);
            case GELU -> PointwiseCases::gelu;
            case GELU_TANH -> PointwiseCases::geluTanh;
            case SILU -> x -> x * sigmoid(x);
        };
        for (int width : new int[] {1, 5, 19}) {
            cases.add(OperationCase.of(
                    "gated",
                    gate + " of width " + width,
                    List.of(random(3, 2 * width)),
                    in -> in[0].gated(gate),
                    in -> Doubles.fill(
                            new int[] {3, width}, i -> act.applyAsDouble(in[0].at(i)) * in[0].at(i[0], i[1] + width))));
        }
    }

    private static void dropout(List<OperationCase> cases) {
        var random = RandomSource.seeded(5).at("dropout");
        float[] kept;
        try (var _ = Scope.open()) {
            kept = Tensor.ones(5, 13).dropout(0.25f, random).toArray();
        }
        cases.add(OperationCase.of(
                "dropout",
                "a quarter",
                List.of(random(5, 13)),
                in -> in[0].dropout(0.25f, random),
                in -> Doubles.fill(
                        new int[] {5, 13}, i -> in[0].at(i) * (kept[i[0] * 13 + i[1]] == 0 ? 0 : 1 / 0.75))));
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double gelu(double x) {
        return x / 2 * (1 + erf(x / Math.sqrt(2)));
    }

    static double geluTanh(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /// The Maclaurin series, good to 1e-13 for the small arguments used here.
    static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
