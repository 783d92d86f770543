package formers.models.formal;

/// The error function, which Java's library lacks, to 1e-15.
public final class ErrorFunction {

    /// Below, the series is short and exact; above, the continued fraction is.
    private static final double SERIES_ENDS = 2;

    /// Enough terms for full double precision from [#SERIES_ENDS] on.
    private static final int FRACTION_TERMS = 80;

    private ErrorFunction() {}

    /// `erf(x) = 2/√π ∫₀ˣ exp(-u²) du`, within 1e-15.
    public static double erf(double x) {
        return Math.abs(x) < SERIES_ENDS ? series(x) : Math.copySign(1 - fraction(Math.abs(x)), x);
    }

    /// `erfc(x) = 1 - erf(x)`, with a small relative error also where it is tiny.
    public static double erfc(double x) {
        if (x < SERIES_ENDS) {
            return 1 - erf(x);
        }
        return fraction(x);
    }

    /// `erf(x) = 2/√π exp(-x²) Σ_n 2ⁿ x^{2n+1} / (1·3·…·(2n+1))`. All terms have the same sign, so nothing
    /// cancels.
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * expMinusSquare(x) * sum;
    }

    /// `erfc(x) = exp(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))`, evaluated from the far end.
    private static double fraction(double x) {
        double denominator = x;
        for (int n = FRACTION_TERMS; n > 0; n--) {
            denominator = x + n / 2.0 / denominator;
        }
        return expMinusSquare(x) / Math.sqrt(Math.PI) / denominator;
    }

    /// `exp(-x²)`. Rounding `x²` would cost relative accuracy in proportion to its size; the part lost is
    /// put back.
    private static double expMinusSquare(double x) {
        double square = x * x;
        double lost = Math.fma(x, x, -square);
        return square == Double.POSITIVE_INFINITY ? 0 : Math.exp(-square) * (1 - lost);
    }
}
