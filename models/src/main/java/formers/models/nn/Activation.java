package formers.models.nn;

import formers.tensor.Tensor;

/// The non-linearity of a feed-forward layer, by the names Hugging Face configurations use.
public enum Activation {
    RELU("relu"),
    /// The exact form.
    GELU("gelu"),
    /// The tanh form GPT-2 was trained with.
    GELU_TANH("gelu_new"),
    SILU("silu"),
    /// `x · sigmoid(1.702·x)`, an approximation of GELU (Hendrycks & Gimpel 2016, arXiv:1606.08415,
    /// section 2).
    QUICK_GELU("quick_gelu");

    private final String label;

    Activation(String label) {
        this.label = label;
    }

    /// The name in configuration files.
    public String label() {
        return label;
    }

    /// The activation of that name.
    ///
    /// @throws IllegalArgumentException if there is none; lists those there are
    public static Activation of(String label) {
        return switch (label) {
            case "relu" -> RELU;
            case "gelu" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> GELU_TANH;
            case "silu", "swish" -> SILU;
            case "quick_gelu" -> QUICK_GELU;
            default ->
                throw new IllegalArgumentException("activation '" + label
                        + "' is not known; known are relu, gelu, gelu_new (gelu_pytorch_tanh), silu (swish),"
                        + " quick_gelu");
        };
    }

    public Tensor apply(Tensor x) {
        return switch (this) {
            case RELU -> x.relu();
            case GELU -> x.gelu();
            case GELU_TANH -> x.geluTanh();
            case SILU -> x.silu();
            case QUICK_GELU -> x.times(x.times(1.702f).sigmoid());
        };
    }
}
