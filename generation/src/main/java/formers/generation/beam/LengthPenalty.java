package formers.generation.beam;

/// What the log-probability of a hypothesis is divided by before hypotheses are compared: sums of logarithms
/// of probabilities fall with every token, so that without it short targets win. Lengths count the token that
/// ends a target.
public sealed interface LengthPenalty {

    /// The divisor of a target of so many tokens, 1 or more of them; it never falls with the length.
    double divisor(int length);

    /// When the toolkits that divide so stop searching.
    Stopping stopping();

    /// `((5 + |Y|) / 6)^α` (Wu et al. 2016, arXiv:1609.08144, equation 14); 0.6 in Vaswani et al. 2017, section
    /// 6.1.
    ///
    /// @param alpha 0 or more
    record Gnmt(double alpha) implements LengthPenalty {

        public Gnmt {
            requireExponent("alpha", alpha);
        }

        @Override
        public double divisor(int length) {
            return Math.pow((5.0 + length) / 6, alpha);
        }

        @Override
        public Stopping stopping() {
            return Stopping.NONE_BETTER;
        }
    }

    /// `|Y|^p`, as fairseq and Hugging Face Transformers divide; with 1 it is the mean per token.
    ///
    /// @param exponent p, 0 or more
    record Power(double exponent) implements LengthPenalty {

        public Power {
            requireExponent("exponent", exponent);
        }

        @Override
        public double divisor(int length) {
            return Math.pow(length, exponent);
        }

        @Override
        public Stopping stopping() {
            return Stopping.ENOUGH_FINISHED;
        }
    }

    /// Log-probabilities as they are.
    record None() implements LengthPenalty {

        @Override
        public double divisor(int length) {
            return 1;
        }

        @Override
        public Stopping stopping() {
            return Stopping.NONE_BETTER;
        }
    }

    private static void requireExponent(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) { // NaN fails too
            throw new IllegalArgumentException(
                    "the length penalty's %s must be finite and at least 0, was %s; 0 is no penalty"
                            .formatted(name, value));
        }
    }
}
