package formers.generation.beam;

/// How much of its source a hypothesis has looked at.
final class Coverage {

    /// Of what has not been looked at at all there is no logarithm; this is as good as nothing.
    private static final double NOTHING = 1e-9;

    private Coverage() {}

    /// `Σ_i log(min(Σ_j α_ij, 1))`, 0 or less (Wu et al. 2016, equation 14).
    ///
    /// @param attention `[target][source]`, one token of the target at least
    static double logarithm(float[][] attention) {
        double sum = 0;
        for (int i = 0; i < attention[0].length; i++) {
            double covered = 0;
            for (var looked : attention) {
                covered += looked[i];
            }
            sum += Math.log(Math.clamp(covered, NOTHING, 1));
        }
        return sum;
    }
}
