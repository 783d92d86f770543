package formers.cli;

import formers.models.translation.SequenceToSequence;
import formers.models.translation.presets.TranslationFiles;
import formers.models.translation.presets.TranslationPresets;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.models.translation.transformer.PositionEncoding;
import formers.models.translation.transformer.Transformer;
import formers.models.translation.transformer.TransformerConfig;
import formers.training.TranslationRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// What a translation model is made of, in rows.
final class TranslationDescription {

    private TranslationDescription() {}

    static void preset(TranslationPresets.Preset preset) {
        ModelsCommand.row("preset", preset.name() + ": " + preset.summary());
        describe(preset.counted());
        var recipe = TranslationRecipe.of(preset.name());
        ModelsCommand.row(
                "recipe",
                String.format(
                        Locale.ROOT,
                        "batches of %,d tokens, learning rate %.1e, warm-up %d, smoothing %s, dropout %s, %.0f epochs",
                        recipe.tokens(),
                        recipe.learningRate(),
                        recipe.warmup(),
                        recipe.smoothing(),
                        preset.dropout(),
                        recipe.epochs()));
    }

    static void directory(Path directory) throws IOException {
        ModelsCommand.row("model", directory.toString());
        describe(TranslationFiles.load(directory));
    }

    private static void describe(SequenceToSequence model) {
        ModelsCommand.row(
                "parameters",
                "%,d (with a vocabulary of %,d)".formatted(model.parameters().count(), model.vocabulary()));
        switch (model) {
            case Transformer transformer -> describe(transformer.config());
            case RnnSearch rnn -> {
                var config = rnn.config();
                ModelsCommand.row("kind", "recurrent encoder and decoder, one layer each");
                ModelsCommand.row("attention", config.alignment().toString());
                ModelsCommand.row("width", "%d, embeddings %d".formatted(config.hidden(), config.embedding()));
            }
            default -> ModelsCommand.row("kind", model.getClass().getSimpleName());
        }
    }

    private static void describe(TransformerConfig config) {
        ModelsCommand.row("kind", "encoder-decoder Transformer");
        ModelsCommand.row("layers", "%d and %d".formatted(config.encoderLayers(), config.decoderLayers()));
        ModelsCommand.row("width", Integer.toString(config.width()));
        ModelsCommand.row(
                "heads",
                "%d, each %d wide"
                        .formatted(config.heads().count(), config.heads().width()));
        ModelsCommand.row("feed-forward", config.feedForward().hidden() + " wide");
        ModelsCommand.row(
                "norm", config.normPlace().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        ModelsCommand.row("positions", positions(config.encoderPositions()));
    }

    private static String positions(PositionEncoding positions) {
        return switch (positions) {
            case PositionEncoding.Sinusoidal _ -> "sinusoids";
            case PositionEncoding.Learned _ -> "learned";
            case PositionEncoding.Relative _ -> "relative (T5)";
            case PositionEncoding.None _ -> "none";
        };
    }
}
