package formers.models.scaling;

/// The first laws (Kaplan et al. 2020, arXiv:2001.08361): the loss where one thing is short and all others
/// are plenty, and the model that makes the most of a budget, far larger and trained far shorter than the
/// later laws say. Parameters are those without embeddings.
public final class KaplanLaw {

    private static final double SIZE = 8.8e13;
    private static final double SIZE_EXPONENT = 0.076;
    private static final double DATA = 5.4e13;
    private static final double DATA_EXPONENT = 0.095;

    /// The unit of compute in the paper: 10¹⁵ operations a second for a day.
    private static final double PETAFLOPS_DAY = 1e15 * 24 * 60 * 60;

    private static final double COMPUTE = 3.1e8;
    private static final double COMPUTE_EXPONENT = 0.050;
    private static final double BEST_SIZE = 1.3e9;
    private static final double BEST_SIZE_EXPONENT = 0.73;

    private KaplanLaw() {}

    /// The loss of a model trained to the end on more data than it can use, in nats per token (equation 1.1).
    ///
    /// @throws IllegalArgumentException if the size is not a number above 0
    public static double lossOfSize(double parameters) {
        Optimum.requirePositive("a number of parameters", parameters);
        return Math.pow(SIZE / parameters, SIZE_EXPONENT);
    }

    /// The loss of a model large enough, stopped before it learns its data by heart, in nats per token
    /// (equation 1.2).
    ///
    /// @throws IllegalArgumentException if the number is not above 0
    public static double lossOfData(double tokens) {
        Optimum.requirePositive("a number of tokens", tokens);
        return Math.pow(DATA / tokens, DATA_EXPONENT);
    }

    /// The model that makes the most of a budget: `1.3·10⁹·C^0.73` parameters for C petaFLOPS-days (table 6),
    /// with the tokens that are left to it, and the loss `(3.1·10⁸/C)^0.050` (equation 1.3).
    ///
    /// C is what training would take in ever smaller batches. In batches of the critical size, which the
    /// paper advises, it takes twice that (section 5.1): C is half of the budget.
    ///
    /// @throws IllegalArgumentException if the budget is not a number above 0
    public static Optimum optimum(double flops) {
        Optimum.requirePositive("a budget", flops);
        double least = flops / 2 / PETAFLOPS_DAY;
        double parameters = BEST_SIZE * Math.pow(least, BEST_SIZE_EXPONENT);
        return new Optimum(flops, parameters, flops / (6 * parameters), Math.pow(COMPUTE / least, COMPUTE_EXPONENT));
    }
}
