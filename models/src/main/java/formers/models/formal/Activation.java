package formers.models.formal;

/// The nonlinearities of the MLPs.
public final class Activation {

    private Activation() {}

    /// `ReLU(x) = max(0, x)`, used in Algorithm 8.
    public static double relu(double x) {
        return Math.max(0, x);
    }

    /// `GELU(x) = x Φ(x) = x/2 (1 + erf(x/√2))`, Φ the normal distribution function; used in Algorithms 9
    /// and 10.
    public static double gelu(double x) {
        // 1 + erf(u) = erfc(-u), and the latter keeps its digits where x is very negative.
        return x / 2 * ErrorFunction.erfc(-x / Math.sqrt(2));
    }

    /// GPT-2's approximation, `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`: off by up to 5e-4 from [#gelu].
    public static double geluTanh(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
