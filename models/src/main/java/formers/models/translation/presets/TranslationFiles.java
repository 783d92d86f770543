package formers.models.translation.presets;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.ModelDirectory;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.models.translation.rnnsearch.RnnSearchFiles;
import formers.models.translation.transformer.Transformer;
import formers.models.translation.transformer.TransformerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Translation models as directories, of whatever architecture.
public final class TranslationFiles {

    private TranslationFiles() {}

    /// Whether the directory holds a model that [#load] reads, going by its `config.json`.
    public static boolean isTranslation(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(ModelDirectory.CONFIG))) {
            return false;
        }
        var type = type(directory);
        return type.equals(RnnSearchFiles.TYPE) || TransformerFiles.reads(type);
    }

    /// Reads a model.
    ///
    /// @throws CheckpointException if it is none of those, or damaged
    public static SequenceToSequence load(Path directory) throws IOException {
        var type = type(directory);
        if (type.equals(RnnSearchFiles.TYPE)) {
            return RnnSearchFiles.load(directory);
        }
        if (TransformerFiles.reads(type)) {
            return TransformerFiles.load(directory);
        }
        throw new CheckpointException(
                directory,
                "model_type '%s' is no translation model; '%s', marian and t5 are"
                        .formatted(type, RnnSearchFiles.TYPE));
    }

    private static String type(Path directory) throws IOException {
        return ModelDirectory.open(directory).config().stringOr("model_type", "");
    }

    /// Writes a model.
    public static void save(SequenceToSequence model, Path directory) throws IOException {
        switch (model) {
            case RnnSearch rnn -> RnnSearchFiles.save(rnn, directory);
            case Transformer transformer -> TransformerFiles.save(transformer, directory);
            default ->
                throw new IllegalArgumentException(
                        "no files are known for %s".formatted(model.getClass().getName()));
        }
    }
}
