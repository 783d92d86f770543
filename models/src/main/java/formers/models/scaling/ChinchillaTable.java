package formers.models.scaling;

/// Tokens that models of several sizes should see (Hoffmann et al. 2022, arXiv:2203.15556, table 3: the
/// first approach, the
/// envelope of training curves), between and beyond the rows along straight lines of the logarithms.
public final class ChinchillaTable {

    private static final double[] PARAMETERS = {400e6, 1e9, 10e9, 67e9, 175e9, 280e9, 1e12};
    private static final double[] TOKENS = {8e9, 20.2e9, 205.1e9, 1.5e12, 3.7e12, 5.9e12, 21.2e12};

    private ChinchillaTable() {}

    /// Tokens for a model of so many parameters.
    ///
    /// @throws IllegalArgumentException if the size is not a number above 0
    public static double tokens(double parameters) {
        ParametricLaw.requirePositive("a number of parameters", parameters);
        return line(PARAMETERS, TOKENS, parameters);
    }

    /// The size of the model that makes the most of a budget of `6·N·D` operations.
    ///
    /// @throws IllegalArgumentException if the budget is not a number above 0
    public static double parameters(double flops) {
        ParametricLaw.requirePositive("a budget", flops);
        var budgets = new double[PARAMETERS.length];
        for (int i = 0; i < budgets.length; i++) {
            budgets[i] = 6 * PARAMETERS[i] * TOKENS[i];
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
