package formers.tensor.kernels;

/// A function of one element. Exact derivatives are used in [PointwiseKernels#unaryGradient].
public enum UnaryOp {
    NEGATE,
    ABS,
    EXP,
    LOG,
    TANH,
    SIGMOID,
    ERF,
    SIN,
    COS,
    SQRT,
    /// `1/√x`.
    RSQRT,
    SQUARE,
    RECIPROCAL,
    RELU,
    /// `x·Φ(x)`, Φ the distribution function of the standard normal (Hendrycks and Gimpel 2016,
    /// arXiv:1606.08415).
    GELU,
    /// `½x(1 + tanh(√(2/π)(x + 0.044715x³)))`, the approximation of the same paper that GPT-2 was trained with.
    GELU_TANH,
    /// `x·sigmoid(x)`.
    SILU,
    /// `log(1 + eˣ)`.
    SOFTPLUS
}
