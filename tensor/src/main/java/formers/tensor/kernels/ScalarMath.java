package formers.tensor.kernels;

/// The functions of [UnaryOp] and their derivatives in double precision; exact for float purposes.
final class ScalarMath {

    static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
    static final double GELU_CUBIC = 0.044715;

    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    /// Chebyshev coefficients of `exp(a²)·erfc(a)/t` in `2t − 1` where `t = 1/(1 + a/2)` maps `[0, ∞)` to `(0,
    /// 1]`. Our own fit, from 40-digit arithmetic; the rest of the series is below 10⁻¹³.
    private static final double[] ERFCX = {
        1.15406747723293938,
        0.355436921270498487,
        0.0650951588287865246,
        0.00367114239583663917,
        -0.0011128447433526325,
        -0.000160758299153780798,
        0.0000327803157417313706,
        5.44244164550501603e-6,
        -1.51546655531714816e-6,
        -1.42976081811698649e-7,
        8.23460882741949343e-8,
        -1.29628468523065625e-9,
        -4.1547216310151983e-9,
        6.34705827836281118e-10,
        1.43208227122562237e-10,
        -6.16039010520458554e-11,
        2.06121385547216963e-12,
        3.57149314884770445e-12,
        -8.58642284325179648e-13,
    };

    private ScalarMath() {}

    static double apply(UnaryOp op, double x) {
        return switch (op) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> sigmoid(x);
            case ERF -> erf(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case SQUARE -> x * x;
            case RECIPROCAL -> 1 / x;
            case RELU -> Math.max(x, 0);
            case GELU -> x * normalDistribution(x);
            case GELU_TANH -> x * sigmoid(2 * SQRT_2_OVER_PI * x * (1 + GELU_CUBIC * x * x));
            case SILU -> x * sigmoid(x);
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    static double derivative(UnaryOp op, double x) {
        return switch (op) {
            case NEGATE -> -1;
            case ABS -> x > 0 ? 1 : x < 0 ? -1 : 0;
            case EXP -> Math.exp(x);
            case LOG -> 1 / x;
            case TANH -> 4 * sigmoid(2 * x) * sigmoid(-2 * x);
            case SIGMOID -> sigmoid(x) * sigmoid(-x);
            case ERF -> TWO_OVER_SQRT_PI * Math.exp(-x * x);
            case SIN -> Math.cos(x);
            case COS -> -Math.sin(x);
            case SQRT -> 0.5 / Math.sqrt(x);
            case RSQRT -> -0.5 / (x * Math.sqrt(x));
            case SQUARE -> 2 * x;
            case RECIPROCAL -> -1 / (x * x);
            case RELU -> x > 0 ? 1 : 0;
            case GELU -> normalDistribution(x) + x * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> {
                double u = 2 * SQRT_2_OVER_PI * x * (1 + GELU_CUBIC * x * x);
                double slope = 2 * SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * x * x);
                // Far out the sigmoid is 0 or 1, and the rest would be 0·∞.
                yield Math.abs(x) > 20 ? sigmoid(u) : sigmoid(u) + x * slope * sigmoid(u) * sigmoid(-u);
            }
            case SILU -> sigmoid(x) + x * sigmoid(x) * sigmoid(-x);
            case SOFTPLUS -> sigmoid(x);
        };
    }

    static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /// The error function; relative error below 10⁻¹².
    static double erf(double x) {
        double a = Math.abs(x);
        if (a < 0.5) {
            double term = x;
            double sum = x;
            for (int n = 1; n < 12; n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return TWO_OVER_SQRT_PI * sum;
        }
        return Math.copySign(1 - erfc(a), x);
    }

    /// `1 − erf(a)` for `a ≥ 0`, to a relative error of 10⁻¹² while `a < 10`.
    static double erfc(double a) {
        double t = 1 / (1 + a / 2);
        double u = 2 * (2 * t - 1);
        double b1 = 0;
        double b2 = 0;
        for (int k = ERFCX.length - 1; k > 0; k--) {
            double b = u * b1 - b2 + ERFCX[k];
            b2 = b1;
            b1 = b;
        }
        return t * (u / 2 * b1 - b2 + ERFCX[0] / 2) * Math.exp(-a * a);
    }

    /// Φ, the distribution function of the standard normal.
    static double normalDistribution(double x) {
        double upper = 0.5 * erfc(Math.abs(x) * Math.sqrt(0.5));
        return x < 0 ? upper : 1 - upper;
    }
}
