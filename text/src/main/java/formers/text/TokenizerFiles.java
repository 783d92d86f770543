package formers.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tokenizers as Hugging Face's `tokenizer.json`, and GPT-2's older `vocab.json` with `merges.txt`.
/// What is written, the `tokenizers` library reads.
public final class TokenizerFiles {

    private TokenizerFiles() {}

    /// Reads a `tokenizer.json`, or the one in a model directory (or its `vocab.json` and `merges.txt`).
    ///
    /// @throws InputException if it is missing, damaged, or of a kind that is not supported; says where and why
    public static Tokenizer read(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return TokenizerReader.read(path);
        }
        var json = path.resolve("tokenizer.json");
        var vocabulary = path.resolve("vocab.json");
        if (!Files.exists(json) && Files.exists(vocabulary)) {
            return TokenizerReader.readGpt2(vocabulary, path.resolve("merges.txt"));
        }
        return TokenizerReader.read(json);
    }

    /// The `tokenizer.json` of a tokenizer.
    ///
    /// @throws IllegalArgumentException if it is not one of this package's
    public static String toJson(Tokenizer tokenizer) {
        return TokenizerWriter.json(tokenizer).toPrettyString() + "\n";
    }
}
