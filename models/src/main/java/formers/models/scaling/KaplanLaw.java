package formers.models.scaling;

/// The first laws (Kaplan et al. 2020, arXiv:2001.08361, equations 1.1 and 1.2): the loss where one thing is
/// short and all
/// others are plenty.
public final class KaplanLaw {

    private static final double SIZE = 8.8e13;
    private static final double SIZE_EXPONENT = 0.076;
    private static final double DATA = 5.4e13;
    private static final double DATA_EXPONENT = 0.095;

    private KaplanLaw() {}

    /// The loss of a model trained to the end on more data than it can use.
    ///
    /// @param parameters without embeddings
    public static double lossOfSize(double parameters) {
        return Math.pow(SIZE / parameters, SIZE_EXPONENT);
    }

    /// The loss of a model large enough, stopped before it learns its data by heart.
    public static double lossOfData(double tokens) {
        return Math.pow(DATA / tokens, DATA_EXPONENT);
    }
}
