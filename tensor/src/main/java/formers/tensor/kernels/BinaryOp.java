package formers.tensor.kernels;

/// A function of two elements. Comparisons give 1 where they hold and 0 elsewhere; with NaN only [#NOT_EQUAL]
/// holds.
public enum BinaryOp {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /// As [Math#pow(double, double)].
    POWER,
    /// NaN if either side is.
    MAXIMUM,
    /// NaN if either side is.
    MINIMUM,
    GREATER,
    GREATER_OR_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    EQUAL,
    NOT_EQUAL
}
