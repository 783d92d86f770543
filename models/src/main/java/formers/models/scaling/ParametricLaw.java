package formers.models.scaling;

/// `L(N, D) = E + A/N^α + B/D^β`: the loss of a model with N parameters trained on D tokens (Hoffmann et al.
/// 2022, arXiv:2203.15556, equation 2; the third of the paper's approaches), where training takes `6·N·D`
/// operations.
///
/// @param floor        E, the entropy of text
/// @param sizeFactor   A
/// @param dataFactor   B
/// @param sizeExponent α
/// @param dataExponent β
public record ParametricLaw(
        double floor, double sizeFactor, double dataFactor, double sizeExponent, double dataExponent) {

    /// As the paper prints it (section 3.3). Its rounded constants ask for 93 tokens per parameter at
    /// Gopher's budget, where the paper's other approaches ask for 20.
    public static final ParametricLaw PRINTED = new ParametricLaw(1.69, 406.4, 410.7, 0.34, 0.28);

    /// Fitted anew to the paper's points (Besiroglu et al. 2024, arXiv:2404.10102, table 1).
    public static final ParametricLaw REFITTED = new ParametricLaw(1.8172, 482.01, 2085.43, 0.3478, 0.3658);

    /// The loss after training, in nats per token.
    ///
    /// @throws IllegalArgumentException if either is not a number above 0
    public double loss(double parameters, double tokens) {
        Optimum.requirePositive("a number of parameters", parameters);
        Optimum.requirePositive("a number of tokens", tokens);
        return floor + sizeFactor / Math.pow(parameters, sizeExponent) + dataFactor / Math.pow(tokens, dataExponent);
    }

    /// The model and the data that make the most of a budget, in closed form (equation 4).
    ///
    /// @throws IllegalArgumentException if the budget is not a number above 0
    public Optimum optimum(double flops) {
        Optimum.requirePositive("a budget", flops);
        double parameters = balance() * Math.pow(flops / 6, dataExponent / (sizeExponent + dataExponent));
        double tokens = flops / (6 * parameters);
        return new Optimum(flops, parameters, tokens, loss(parameters, tokens));
    }

    /// The budget for which a model of this size is the best choice, and the tokens it then sees.
    ///
    /// @throws IllegalArgumentException if the size is not a number above 0
    public Optimum optimumFor(double parameters) {
        Optimum.requirePositive("a number of parameters", parameters);
        double flops = 6 * Math.pow(parameters / balance(), (sizeExponent + dataExponent) / dataExponent);
        return optimum(flops);
    }

    /// G of equation 4.
    private double balance() {
        double ratio = sizeExponent * sizeFactor / (dataExponent * dataFactor);
        return Math.pow(ratio, 1 / (sizeExponent + dataExponent));
    }
}
