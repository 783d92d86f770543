package formers.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/// A named workload and what it should reach.
record Case(String name, Workload workload, List<Aim> aims) {

    private static final int GPT2_VOCABULARY = 50_257;

    private Case(String name, Workload workload, Aim... aims) {
        this(name, workload, List.of(aims));
    }

    /// Every case, in the order in which they run.
    static List<Case> all() {
        return Stream.of(products(), attention(), memory(), others(), steps())
                .flatMap(List::stream)
                .toList();
    }

    /// The square, and the shapes of a step of GPT-2 small on 256 tokens.
    private static List<Case> products() {
        return List.of(
                new Case(
                        "matmul-1024",
                        new Workload.MatrixProduct(1024, 1024, 1024, false, false),
                        new Aim.OfLimit(0.8),
                        new Aim.Times(1)),
                new Case(
                        "matmul-short-inner",
                        new Workload.MatrixProduct(768, 128, 512, false, false),
                        new Aim.Times(1)),
                new Case("matmul-up", new Workload.MatrixProduct(256, 768, 3072, false, true), new Aim.Times(1)),
                new Case("matmul-down", new Workload.MatrixProduct(256, 3072, 768, false, true), new Aim.Times(1)),
                new Case(
                        "matmul-weight-gradient",
                        new Workload.MatrixProduct(3072, 256, 768, true, false),
                        new Aim.Times(1)),
                new Case(
                        "matmul-head",
                        new Workload.MatrixProduct(256, 768, GPT2_VOCABULARY, false, true),
                        new Aim.Times(1)),
                new Case("matvec-4096", new Workload.MatrixVector(4096, 4096), new Aim.OfLimit(0.85), new Aim.Times(1)),
                new Case(
                        "matvec-head",
                        new Workload.MatrixVector(32_000, 2048),
                        new Aim.OfLimit(0.85),
                        new Aim.Times(1)));
    }

    private static List<Case> attention() {
        return List.of(
                new Case("attention", new Workload.Attention(2048, 8, 64, false), new Aim.Times(2)),
                new Case("attention-backward", new Workload.Attention(2048, 8, 64, true), new Aim.Times(2)));
    }

    private static List<Case> memory() {
        return List.of(
                new Case("layer-norm", new Workload.LayerNorm(4096, 768), new Aim.OfLimit(0.8)),
                new Case("layer-norm-memory", new Workload.LayerNorm(65_536, 768), new Aim.OfLimit(0.8)),
                new Case("cross-entropy", new Workload.SoftmaxCrossEntropy(256, GPT2_VOCABULARY), new Aim.OfLimit(0.8)),
                new Case("gelu-tanh", new Workload.Gelu(4 << 20, false), new Aim.OfLimit(0.8)),
                new Case("gelu-exact", new Workload.Gelu(4 << 20, true), new Aim.OfLimit(0.8)),
                new Case("gelu-tanh-memory", new Workload.Gelu(64 << 20, false), new Aim.OfLimit(0.8)),
                new Case("gelu-exact-memory", new Workload.Gelu(64 << 20, true), new Aim.OfLimit(0.8)),
                new Case("adamw-fused", new Workload.AdamW(25_000_000, true), new Aim.OfLimit(0.8)),
                new Case("adamw", new Workload.AdamW(25_000_000, false), new Aim.OfLimit(0.8)));
    }

    private static List<Case> others() {
        return List.of(
                new Case("fft-convolution", new Workload.FftConvolution(8, 64, 16_384), new Aim.Times(1)),
                new Case("add-8", new Workload.Add(8), new Aim.Within(1e-6), new Aim.Times(1)));
    }

    private static List<Case> steps() {
        return List.of(
                new Case("step-nano", new Workload.TrainingStep(4, 4, 128, 64, 65, 12, 64), new Aim.Times(3)),
                new Case("step-6x256", new Workload.TrainingStep(6, 8, 256, 256, 4096, 8, 256), new Aim.Times(1.5)),
                new Case(
                        "step-gpt2",
                        new Workload.TrainingStep(12, 12, 768, 1024, GPT2_VOCABULARY, 4, 64),
                        new Aim.Times(2)),
                new Case(
                        "step-translation-tiny",
                        new Workload.TranslationStep(3, 4, 128, 256, 4000, 110, 16, 17),
                        new Aim.Times(1.5)),
                new Case(
                        "step-translation-base",
                        new Workload.TranslationStep(6, 8, 512, 2048, 8000, 32, 25, 25),
                        new Aim.Times(1.5)));
    }
}
