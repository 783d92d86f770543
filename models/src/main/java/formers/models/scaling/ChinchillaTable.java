package formers.models.scaling;

/// Tokens that models of several sizes should see by the two approaches of Hoffmann et al. (2022,
/// arXiv:2203.15556) that fit no law of the loss; between and beyond the rows along straight lines of the
/// logarithms. The third approach is [ParametricLaw].
public enum ChinchillaTable {

    /// The envelope of training curves (section 3.1, table 3).
    TRAINING_CURVES(8e9, 20.2e9, 205.1e9, 1.5e12, 3.7e12, 5.9e12, 21.2e12),

    /// The valleys of curves of equal compute (section 3.2, table A3).
    EQUAL_COMPUTE(7.7e9, 20.0e9, 219.5e9, 1.7e12, 4.3e12, 7.1e12, 26.5e12);

    private static final double[] PARAMETERS = {400e6, 1e9, 10e9, 67e9, 175e9, 280e9, 1e12};

    private final double[] tokens;

    ChinchillaTable(double... tokens) {
        this.tokens = tokens;
    }

    /// Tokens for a model of so many parameters.
    ///
    /// @throws IllegalArgumentException if the size is not a number above 0
    public double tokens(double parameters) {
        Optimum.requirePositive("a number of parameters", parameters);
        return line(PARAMETERS, tokens, parameters);
    }

    /// The size of the model that makes the most of a budget of `6·N·D` operations.
    ///
    /// @throws IllegalArgumentException if the budget is not a number above 0
    public double parameters(double flops) {
        Optimum.requirePositive("a budget", flops);
        var budgets = new double[PARAMETERS.length];
        for (int i = 0; i < budgets.length; i++) {
            budgets[i] = 6 * PARAMETERS[i] * tokens[i];
        }
        return line(budgets, PARAMETERS, flops);
    }

    private static double line(double[] from, double[] to, double x) {
        int i = 0;
        while (i < from.length - 2 && x > from[i + 1]) {
            i++;
        }
        double share = Math.log(x / from[i]) / Math.log(from[i + 1] / from[i]);
        return to[i] * Math.pow(to[i + 1] / to[i], share);
    }
}
