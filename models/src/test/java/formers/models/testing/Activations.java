package formers.models.testing;

import formers.models.formal.ErrorFunction;
import java.util.function.DoubleUnaryOperator;

/// Activation functions by the names that configurations give them.
final class Activations {

    private Activations() {}

    static DoubleUnaryOperator named(String name) {
        return switch (name) {
            case "relu" -> x -> Math.max(x, 0);
            case "gelu" -> x -> x / 2 * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
            case "gelu_new", "gelu_pytorch_tanh" -> Activations::geluTanh;
            case "silu", "swish" -> x -> x * sigmoid(x);
            case "quick_gelu" -> x -> x * sigmoid(1.702 * x);
            default -> throw new IllegalArgumentException("the reference knows no activation '" + name + "'");
        };
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double geluTanh(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
