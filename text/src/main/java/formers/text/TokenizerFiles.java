package formers.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Tokenizers as files: Hugging Face's `tokenizer.json`, GPT-2's older `vocab.json` with `merges.txt`,
/// SentencePiece's `tokenizer.model`, tiktoken's `NAME.tiktoken` and BERT's `vocab.txt`. What is written is
/// `tokenizer.json`, which the `tokenizers` library reads.
public final class TokenizerFiles {

    /// In a model directory, the first of these that is there.
    private static final List<String> NAMES = List.of(
            "tokenizer.json",
            "vocab.json",
            "tokenizer.model",
            "spiece.model",
            "sentencepiece.bpe.model",
            "cl100k_base.tiktoken",
            "o200k_base.tiktoken",
            "r50k_base.tiktoken",
            "p50k_base.tiktoken",
            "gpt2.tiktoken",
            "vocab.txt");

    private TokenizerFiles() {}

    /// Reads a tokenizer file, or the one in a model directory.
    ///
    /// @throws InputException if it is missing, damaged, or of a kind that is not supported; says where and
    ///                        why
    public static Tokenizer read(Path path) throws IOException {
        var file = Files.isDirectory(path) ? inside(path) : path;
        var name = file.getFileName().toString();
        if (name.equals("vocab.json")) {
            requireOneLanguage(file);
            return TokenizerReader.readGpt2(file, file.resolveSibling("merges.txt"));
        }
        var converted = convert(file, name);
        return converted.isEmpty()
                ? TokenizerReader.read(file)
                : TokenizerReader.read(new JsonPlace(file, "$", converted.get()));
    }

    private static Path inside(Path directory) {
        return NAMES.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "there is no tokenizer in %s (none of %s)".formatted(directory, String.join(", ", NAMES))));
    }

    private static void requireOneLanguage(Path vocabulary) {
        var directory = vocabulary.toAbsolutePath().getParent();
        if (MarianTokenizers.isIn(directory)) {
            throw new InputException(
                    "%s has a tokenizer for each of two languages; MarianTokenizers reads both".formatted(directory));
        }
    }

    /// The `tokenizer.json` that another kind of file amounts to.
    private static Optional<ObjectNode> convert(Path file, String name) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (name.endsWith(".model")) {
            var model = SentencePieceModel.read(file);
            return Optional.of(InputException.naming(file, () -> SentencePieceJson.of(model)));
        }
        if (name.endsWith(".tiktoken")) {
            return Optional.of(TiktokenFile.read(file));
        }
        return name.endsWith(".txt") ? Optional.of(BertVocabularyFile.read(file)) : Optional.empty();
    }

    /// The `tokenizer.json` of a tokenizer.
    ///
    /// @throws IllegalArgumentException if it is not one of this package's
    public static String toJson(Tokenizer tokenizer) {
        return TokenizerWriter.json(tokenizer).toPrettyString() + "\n";
    }
}
