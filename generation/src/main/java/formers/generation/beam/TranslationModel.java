package formers.generation.beam;

import formers.models.translation.SequenceToSequence;
import formers.models.translation.presets.TranslationFiles;
import formers.text.InputException;
import formers.text.MarianTokenizers;
import formers.text.Tokenizer;
import formers.text.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Path;

/// A translation model with its tokenizers.
///
/// @param sources of the language it reads
/// @param targets of the language it writes; often the same
public record TranslationModel(SequenceToSequence model, Tokenizer sources, Tokenizer targets) {

    /// Reads a model directory in Hugging Face's layout.
    ///
    /// @throws formers.models.checkpoint.CheckpointException if it is damaged or no translation model
    /// @throws InputException if its tokenizer is
    /// @throws IOException    if a file cannot be read
    public static TranslationModel open(Path directory) throws IOException {
        if (MarianTokenizers.isIn(directory)) { // tokenizers first, because weights take longer
            var tokenizers = MarianTokenizers.read(directory);
            return new TranslationModel(TranslationFiles.load(directory), tokenizers.source(), tokenizers.target());
        }
        var tokenizer = TokenizerFiles.read(directory);
        return new TranslationModel(TranslationFiles.load(directory), tokenizer, tokenizer);
    }

    public Translator translator(TranslationOptions options) {
        return new Translator(model, sources, targets, options);
    }
}
