package formers.models.scaling;

/// The best use of a budget by some law, where training takes `6·N·D` operations.
///
/// @param flops      floating-point operations of the whole training
/// @param parameters N
/// @param tokens     D
/// @param loss       nats per token that the law expects
public record Optimum(double flops, double parameters, double tokens, double loss) {

    /// D/N.
    public double tokensPerParameter() {
        return tokens / parameters;
    }

    /// @throws IllegalArgumentException if `found` is not a number above 0
    static void requirePositive(String what, double found) {
        if (!(found > 0) || Double.isInfinite(found)) {
            throw new IllegalArgumentException("%s must be a number above 0, found %s".formatted(what, found));
        }
    }
}
