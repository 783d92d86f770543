package formers.generation.chat;

import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.GgufDecoders;
import formers.models.gguf.GgufFile;
import formers.text.GgufTokenizer;
import formers.text.InputException;
import formers.text.Tokenizer;
import formers.text.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/// A model with all that belongs to it, to run: a directory in Hugging Face's layout or a GGUF file.
/// Weights are used as they are stored.
///
/// @param endTokens tokens that end a text
/// @param template  how it wants its chats written, if it says so
public record LoadedModel(
        Decoder decoder, Tokenizer tokenizer, Set<Integer> endTokens, Optional<ChatTemplate> template) {

    private static final String TOKENIZER = "tokenizer.ggml.";
    private static final List<String> ENDS = List.of("eos_token_id", "eot_token_id", "eom_token_id");

    public LoadedModel {
        endTokens = Set.copyOf(endTokens);
    }

    /// Reads a model.
    ///
    /// @throws formers.models.checkpoint.CheckpointException if it is damaged or not supported
    /// @throws InputException if its tokenizer or template is
    /// @throws IOException    if a file cannot be read
    public static LoadedModel open(Path path) throws IOException {
        return Files.isRegularFile(path) && path.getFileName().toString().endsWith(".gguf")
                ? gguf(path)
                : directory(path);
    }

    private static LoadedModel directory(Path directory) throws IOException {
        var ends = new HashSet<>(ModelDirectory.open(directory).endTokens());
        var tokenizer = meanwhile(() -> TokenizerFiles.read(directory));
        var decoder = DecoderFiles.loadAsStored(directory);
        return of(directory, decoder, tokenizer.await(), ends, ChatTemplate.read(directory));
    }

    private static LoadedModel gguf(Path file) throws IOException {
        var opened = GgufFile.open(file);
        var metadata = opened.metadata();
        var tokenizer = meanwhile(() -> GgufTokenizer.read(file, metadata.values()));
        WarmUp.begin(opened);
        var decoder = GgufDecoders.loadAsStored(opened);
        var ends = new HashSet<Integer>();
        for (var key : ENDS) {
            int id = metadata.intOr(TOKENIZER + key, -1, -1, Integer.MAX_VALUE);
            if (id >= 0) {
                ends.add(id);
            }
        }
        var template = metadata.string("tokenizer.chat_template")
                .map(text -> ChatTemplate.of(text, ChatTemplate.tokens(metadata)));
        return of(file, decoder, tokenizer.await(), ends, template);
    }

    /// Reads a tokenizer while weights are read: a large vocabulary takes its time.
    private static Reading<Tokenizer> meanwhile(Callable<Tokenizer> reader) {
        return Reading.begin("formers-tokenizer", reader);
    }

    private static LoadedModel of(
            Path path, Decoder decoder, Tokenizer tokenizer, Set<Integer> ends, Optional<ChatTemplate> template) {
        if (tokenizer.vocabularySize() > decoder.vocabulary()) {
            throw new InputException(
                    "the tokenizer of %s has %d tokens, the model's vocabulary is %d: they do not belong together"
                            .formatted(path, tokenizer.vocabularySize(), decoder.vocabulary()));
        }
        tokenizer.endOfText().ifPresent(ends::add);
        return new LoadedModel(decoder, tokenizer, ends, template);
    }
}
