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
        PackedKernels packed,
        AttentionKernels attention,
        RotaryKernels rotary,
        RecurrenceKernels recurrence) {

    /// System property that overrides the choice: `scalar` or `vector`.
    public static final String PROPERTY = "formers.kernels";

    private static final String MODULE = "jdk.incubator.vector";

    /// The fastest kernels that this JVM runs well, chosen once.
    ///
    /// @throws IllegalStateException if the system property asks for something else than `scalar` or
    ///                               `vector`, or for vector kernels where the vector module is missing
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
                new ScalarPackedKernels(),
                new ScalarAttention(),
                new ScalarRotary(),
                new ScalarRecurrenceKernels());
    }

    /// The Vector API kernels.
    static Kernels vector(String reason) {
        return new Kernels(
                "vector",
                VectorMath.F.vectorBitSize(),
                reason,
                new VectorPointwiseKernels(),
                new VectorReductionKernels(),
                new VectorNormKernels(),
                new VectorSoftmaxKernels(),
                new VectorOptimizerKernels(),
                new VectorRandomKernels(),
                new VectorMatrixKernels(),
                new VectorPackedKernels(),
                new VectorAttention(),
                new VectorRotary(),
                new VectorRecurrenceKernels());
    }

    static Kernels choose(String wish) {
        return switch (wish == null ? "" : wish.toLowerCase(Locale.ROOT)) {
            case "" -> suited();
            case "scalar" -> scalar("-D%s=scalar asks for them".formatted(PROPERTY));
            case "vector" -> {
                if (!moduleIsThere()) {
                    throw new IllegalStateException("-D%s=vector needs the module %s: start java with --add-modules %s"
                            .formatted(PROPERTY, MODULE, MODULE));
                }
                yield vector("-D%s=vector asks for them".formatted(PROPERTY));
            }
            default ->
                throw new IllegalStateException("-D%s must be scalar or vector, was '%s'".formatted(PROPERTY, wish));
        };
    }

    private static Kernels suited() {
        if (!moduleIsThere()) {
            return scalar("the module %s is missing: start java with --add-modules %s".formatted(MODULE, MODULE));
        }
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted") || mode.contains("emulated-client")) {
            return scalar(
                    "the JVM runs without its optimising compiler (%s), and vectors would be slow: start java without "
                                    .formatted(mode)
                            + "-Xint and -XX:TieredStopAtLevel");
        }
        int bits = VectorMath.F.vectorBitSize();
        if (bits < 128 || bits > 512) {
            return scalar("the CPU's vectors have %d bits; vector kernels are made for 128 to 512".formatted(bits));
        }
        String architecture = System.getProperty("os.arch", "");
        if (bits == 128 && (architecture.equals("amd64") || architecture.equals("x86_64"))) {
            return scalar(
                    "this CPU's 128-bit vectors come without a fused multiply-add: it would be emulated; -D%s=vector insists"
                            .formatted(PROPERTY));
        }
        return vector("the JVM compiles %d-bit vectors for this CPU".formatted(bits));
    }

    private static boolean moduleIsThere() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /// Made when first asked for.
    private static final class Best {
        static final Kernels KERNELS = choose(System.getProperty(PROPERTY));
    }
}
