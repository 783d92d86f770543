package formers.models.nn;

/// How the products of queries and keys become scores.
///
/// @param scale          factor; 0 for `1/√headWidth`
/// @param cap            scores become `cap·tanh(score/cap)` (Gemma 2, arXiv:2408.00118, section 2); 0 for
///                       no cap
/// @param dividedByDepth whether layer l divides its scores by l + 1 besides
/// @param sinks          whether each head has a learned score of looking nowhere (gpt-oss; Xiao et al. 2023,
///                       arXiv:2309.17453)
public record Scores(float scale, float cap, boolean dividedByDepth, boolean sinks) {

    /// `1/√headWidth` and nothing else (Vaswani et al. 2017, equation 1).
    public static final Scores USUAL = new Scores(0, 0, false, false);

    public Scores {
        if (!(scale >= 0) || !(cap >= 0)) {
            throw new IllegalArgumentException(
                    "scores want a scale and a cap of at least 0, found %s and %s".formatted(scale, cap));
        }
    }

    /// The usual scores by another factor.
    public static Scores scaled(double factor) {
        return new Scores((float) factor, 0, false, false);
    }

    public Scores withCap(double bound) {
        return new Scores(scale, (float) bound, dividedByDepth, sinks);
    }

    /// The factor in `layer`.
    float factor(int layer, int headWidth) {
        double plain = scale == 0 ? 1 / Math.sqrt(headWidth) : scale;
        return (float) (dividedByDepth ? plain / (layer + 1) : plain);
    }
}
