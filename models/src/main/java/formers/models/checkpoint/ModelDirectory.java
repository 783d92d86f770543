package formers.models.checkpoint;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A model as a directory in Hugging Face's layout.
///
/// | file | holds |
/// |---|---|
/// | `config.json` | the architecture; `model_type` names the family |
/// | `model.safetensors`, or shards and `model.safetensors.index.json` | the weights |
/// | `tokenizer.json` | the tokenizer; optional |
/// | `generation_config.json` | how it likes to be sampled; optional |
/// | `chat_template.jinja` | how it wants chats written; optional |
public record ModelDirectory(Path path) {

    public static final String CONFIG = "config.json";
    public static final String WEIGHTS = "model.safetensors";
    public static final String SHARD_INDEX = "model.safetensors.index.json";
    public static final String TOKENIZER = "tokenizer.json";
    public static final String GENERATION_CONFIG = "generation_config.json";

    public static final String CHAT_TEMPLATE = "chat_template.jinja";

    private static final String END_TOKEN = "eos_token_id";

    /// Bytes in the longest `tokenizer.json` accepted; the longest published ones have about 35 MB.
    public static final long LONGEST_TOKENIZER = 256_000_000;

    /// The model in `path`. No file is opened yet.
    ///
    /// @throws CheckpointException if it is not a directory with a configuration and weights
    public static ModelDirectory open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new CheckpointException(
                    path,
                    "expected a model directory, found " + (Files.exists(path) ? "a file" : "nothing of that name"));
        }
        if (!Files.exists(path.resolve(CONFIG))) {
            throw missing(path, CONFIG);
        }
        if (!Files.exists(path.resolve(WEIGHTS)) && !Files.exists(path.resolve(SHARD_INDEX))) {
            throw missing(path, WEIGHTS + " or " + SHARD_INDEX);
        }
        return new ModelDirectory(path);
    }

    /// A directory to write a model to, made where it is missing.
    public static ModelDirectory create(Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("cannot write a model to " + path + ": " + e.getMessage() + " is a file", e);
        }
        return new ModelDirectory(path);
    }

    static CheckpointException missing(Path path, String expected) throws IOException {
        var found = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(path)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        }
        boolean pickled = found.stream().anyMatch(name -> name.endsWith(".bin") || name.endsWith(".pt"));
        return new CheckpointException(
                path,
                "not a model directory: expected %s, found %s%s"
                        .formatted(
                                expected,
                                Names.sample(found),
                                pickled
                                        ? "; PyTorch's own format can run code when loaded: convert it to safetensors"
                                        : ""));
    }

    /// `config.json`.
    public JsonConfig config() throws IOException {
        return JsonConfig.read(path.resolve(CONFIG));
    }

    /// `generation_config.json`, if there is one.
    public Optional<JsonConfig> generationConfig() throws IOException {
        var file = path.resolve(GENERATION_CONFIG);
        return Files.exists(file) ? Optional.of(JsonConfig.read(file)) : Optional.empty();
    }

    /// Tokens that end a text: `eos_token_id`, a number or a list, of `generation_config.json`, or else of
    /// `config.json`; none where neither has it.
    public List<Integer> endTokens() throws IOException {
        var generation = generationConfig();
        var ends = generation.isPresent() ? generation.get().ints(END_TOKEN, 0, Integer.MAX_VALUE) : List.<Integer>of();
        return ends.isEmpty() ? config().ints(END_TOKEN, 0, Integer.MAX_VALUE) : ends;
    }

    /// The weights; the caller closes them.
    public Checkpoint weights() throws IOException {
        return Checkpoint.open(path);
    }

    /// `tokenizer.json`.
    ///
    /// @throws CheckpointException if there is none, or it is longer than [#LONGEST_TOKENIZER]
    public Path tokenizer() throws IOException {
        var file = path.resolve(TOKENIZER);
        if (!Files.exists(file)) {
            throw missing(path, TOKENIZER);
        }
        StrictJson.requireSize(file, LONGEST_TOKENIZER);
        return file;
    }

    public boolean hasTokenizer() {
        return Files.exists(path.resolve(TOKENIZER));
    }

    public void writeConfig(ObjectNode config) throws IOException {
        JsonConfig.write(path.resolve(CONFIG), config);
    }

    public void writeGenerationConfig(ObjectNode config) throws IOException {
        JsonConfig.write(path.resolve(GENERATION_CONFIG), config);
    }

    public void writeTokenizer(String json) throws IOException {
        AtomicFile.writeText(path.resolve(TOKENIZER), json);
    }

    /// Writes `chat_template.jinja`.
    public void writeChatTemplate(String template) throws IOException {
        AtomicFile.writeText(path.resolve(CHAT_TEMPLATE), template);
    }

    /// Writes `model.safetensors`, in place of an older one.
    public void writeWeights(SafetensorsWriter weights) throws IOException {
        weights.write(path.resolve(WEIGHTS));
    }
}
