package formers.tensor.kernels;

import java.util.Locale;

/// One set of kernels, and why it was chosen.
///
/// @param name "scalar" or "vector"
/// @param vectorBits width of the vectors in bits; 32 for scalar kernels
/// @param reason a sentence for the user: why these and not others, and what would change it
public record Kernels(
        String name,
        int vectorBits,
        String reason,
        PointwiseKernels pointwise,
        ReductionKernels reductions,
        NormKernels norms,
        SoftmaxKernels softmax,
        OptimizerKernels optimizer,
        RandomKernels random,
        MatrixKernels matrix,
        AttentionKernels attention,
        RotaryKernels rotary) {

    /// System property that overrides the choice: `scalar` or `vector`.
    public static final String PROPERTY = "formers.kernels";

    /// The fastest kernels that this JVM runs well, chosen once.
    ///
    /// @throws IllegalStateException if the system property asks for something else than `scalar` or `vector`, or for
    ///     vector kernels where the vector module is missing
    public static Kernels best() {
        return Best.KERNELS;
    }

    /// The plain-Java kernels.
    public static Kernels scalar(String reason) {
        return new Kernels(
                "scalar",
                Float.SIZE,
                reason,
                new ScalarPointwiseKernels(),
                new ScalarReductionKernels(),
                new ScalarNormKernels(),
                new ScalarSoftmaxKernels(),
                new ScalarOptimizerKernels(),
                new ScalarRandomKernels(),
                new ScalarMatrixKernels(),
                new ScalarAttention(),
                new ScalarRotary());
    }

    static Kernels choose(String wish) {
        return switch (wish == null ? "" : wish.toLowerCase(Locale.ROOT)) {
            case "" -> scalar("vector kernels are not there yet");
            case "scalar" -> scalar("-D%s=scalar asks for them".formatted(PROPERTY));
            default ->
                throw new IllegalStateException(
                        "-D%s must be scalar or vector, was '%s'".formatted(PROPERTY, wish));
        };
    }

    /// Made when first asked for.
    private static final class Best {
        static final Kernels KERNELS = choose(System.getProperty(PROPERTY));
    }
}
