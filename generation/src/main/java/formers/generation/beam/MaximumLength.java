package formers.generation.beam;

/// The longest target as a function of its source: `ratio·|X| + extra` tokens, rounded down, at least 1.
///
/// @param ratio tokens per token of the source, 0 or more
/// @param extra tokens for every source
public record MaximumLength(double ratio, int extra) {

    public MaximumLength {
        if (!(ratio >= 0 && ratio < Double.POSITIVE_INFINITY) || extra < 0 || ratio == 0 && extra == 0) {
            throw new IllegalArgumentException(
                    "a target of %s times its source and %d more tokens at most is asked for;".formatted(ratio, extra)
                            + " neither may be below 0, and one must be above");
        }
    }

    /// 50 tokens longer than the source (Vaswani et al. 2017, section 6.1).
    public static MaximumLength standard() {
        return new MaximumLength(1, 50);
    }

    /// The same for all sources.
    public static MaximumLength of(int tokens) {
        return new MaximumLength(0, tokens);
    }

    /// Tokens of the longest target of a source, its end not counted.
    public int forSource(int sourceTokens) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE - 1, ratio * sourceTokens + extra));
    }
}
