package formers.training;

/// Training settings that suit a model, where the user does not say otherwise.
///
/// @param batch        sequences per batch
/// @param accumulation batches per step
/// @param learningRate peak; the floor is a tenth of it
/// @param warmup       steps
/// @param beta2        decay of the second moment
/// @param weightDecay  of matrices
/// @param clip         largest gradient norm
/// @param steps        optimiser steps
public record Recipe(
        int batch,
        int accumulation,
        double learningRate,
        long warmup,
        float beta2,
        float weightDecay,
        double clip,
        long steps) {

    /// The recipe of a preset; for one that has none of its own, that of GPT-2 small.
    public static Recipe of(String preset) {
        return switch (preset) {
            // nanoGPT's recipe for characters on a CPU, at twice its learning rate: 2000 steps are few.
            case "gpt-nano" -> new Recipe(12, 1, 2e-3, 100, 0.99f, 0.1f, 1, 2000);
            case "gpt-micro" -> new Recipe(16, 1, 1e-3, 100, 0.99f, 0.1f, 1, 2000);
            case "gpt-mini" -> new Recipe(16, 1, 1e-3, 100, 0.99f, 0.1f, 1, 5000);
            case "llama-tiny" -> new Recipe(16, 1, 2e-3, 50, 0.95f, 0.1f, 1, 2000);
            // GPT-2's sizes, batches small enough for one machine and accumulated (Brown et al. 2020, table 2.1).
            case "gpt2-medium" -> new Recipe(4, 16, 3e-4, 500, 0.95f, 0.1f, 1, 100_000);
            case "gpt2-large" -> new Recipe(2, 32, 2.5e-4, 500, 0.95f, 0.1f, 1, 100_000);
            case "gpt2-xl" -> new Recipe(1, 64, 2e-4, 500, 0.95f, 0.1f, 1, 100_000);
            default -> new Recipe(4, 8, 6e-4, 500, 0.95f, 0.1f, 1, 100_000);
        };
    }
}
