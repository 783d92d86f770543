package formers.training;

/// Training settings that suit a translation model, where the user does not say otherwise.
///
/// @param tokens       of a batch: rows times the longest sentence
/// @param learningRate peak
/// @param warmup       steps
/// @param beta2        decay of Adam's second moment
/// @param epsilon      of Adam
/// @param smoothing    of labels
/// @param epochs       times that all pairs are seen
public record TranslationRecipe(
        int tokens, double learningRate, long warmup, float beta2, float epsilon, float smoothing, double epochs) {

    /// The recipe of a preset; for one that has none of its own, that of the paper's base model.
    public static TranslationRecipe of(String preset) {
        return switch (preset) {
            case "transformer-nano", "transformer-tiny" -> transformer(2000, 3e-3, 400, 20);
            // Wu et al. 2021, arXiv:2105.14462, on twice 4096 tokens.
            case "transformer-small" -> transformer(4096, 5e-3, 2000, 40);
            case "t5-tiny" -> transformer(2000, 1e-3, 400, 20);
            case "rnnsearch", "rnnencdec" -> new TranslationRecipe(2000, 1e-3, 200, 0.999f, 1e-8f, 0, 10);
            // 7e-4 is the peak of the paper's schedule at width 512 and 4000 steps of warm-up.
            default -> transformer(25_000, 7e-4, 4000, 20);
        };
    }

    /// With Adam's settings and the smoothing of Vaswani et al. 2017, sections 5.3 and 5.4.
    private static TranslationRecipe transformer(int tokens, double rate, long warmup, double epochs) {
        return new TranslationRecipe(tokens, rate, warmup, 0.98f, 1e-9f, 0.1f, epochs);
    }
}
