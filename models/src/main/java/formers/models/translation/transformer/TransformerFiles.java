package formers.models.translation.transformer;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.JsonConfig;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import formers.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/// Transformers as directories in Hugging Face's layout. What `MarianMTModel` or
/// `T5ForConditionalGeneration` can hold is written as they write it, with the `model_type` `marian` or `t5`;
/// everything else with the type [#TYPE] and Marian's names. The same model gives the same bytes.
///
/// Tensors may also be called as in fairseq or, for stacks, as in `torch.nn.Transformer`.
public final class TransformerFiles {

    /// What `model_type` in `config.json` says of models that are neither Marian's nor T5.
    public static final String TYPE = "formers-transformer";

    private static final String OUTPUT_BIAS = "final_logits_bias";

    private TransformerFiles() {}

    /// Whether `type`, the `model_type` of a `config.json`, is one that [#load] reads.
    public static boolean reads(String type) {
        return FileKind.ALL.stream().anyMatch(kind -> kind.types().contains(type));
    }

    /// Reads the model in `directory`.
    ///
    /// @throws CheckpointException if it is no such model, or the weights do not fit the configuration: the
    ///                             message then lists every tensor that is missing, unexpected or of another
    ///                             shape
    /// @throws IOException         if a file cannot be read
    public static Transformer load(Path directory) throws IOException {
        var files = ModelDirectory.open(directory);
        try (var weights = files.weights()) {
            var json = files.config();
            var kind = kind(json);
            var config = kind.read(json, weights.contains(OUTPUT_BIAS));
            var model = new Transformer(config, Parameters.reading(new FileTensors(weights, kind.names(config))));
            var report = model.parameters().report();
            if (!report.complete()) {
                throw new CheckpointException(
                        directory, "the weights do not fit %s: %s".formatted(ModelDirectory.CONFIG, report));
            }
            return model;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(directory.resolve(ModelDirectory.CONFIG), e.getMessage(), e);
        }
    }

    private static FileKind kind(JsonConfig json) {
        var types = FileKind.ALL.stream().flatMap(kind -> kind.types().stream()).toArray(String[]::new);
        var type = json.requireOneOf("model_type", types);
        return FileKind.ALL.stream()
                .filter(kind -> kind.types().contains(type))
                .findFirst()
                .orElseThrow();
    }

    /// Writes `config.json`, `generation_config.json` and `model.safetensors`. Each file appears as a whole
    /// or not at all; the configuration comes last, so that a directory that has one is complete.
    public static void save(Transformer model, Path directory) throws IOException {
        var config = model.config();
        var kind = Stream.concat(FileKind.ALL.stream().filter(it -> holds(it, config)), Stream.of(new OwnKind()))
                .findFirst()
                .orElseThrow();
        var files = ModelDirectory.create(directory);
        var writer = new SafetensorsWriter();
        FileTensors.write(model.parameters(), kind.names(config), writer);
        files.writeWeights(writer);
        var generation = JsonNodeFactory.instance
                .objectNode()
                .put("pad_token_id", config.marks().padding())
                .put("decoder_start_token_id", config.marks().begin())
                .put("eos_token_id", config.marks().end());
        if (config.marks().padding() != config.marks().end()) {
            generation.putArray("bad_words_ids").addArray().add(config.marks().padding());
        }
        files.writeGenerationConfig(generation);
        files.writeConfig(kind.write(config));
    }

    private static boolean holds(FileKind kind, TransformerConfig config) {
        try {
            var json = JsonConfig.of(Path.of(ModelDirectory.CONFIG), kind.write(config));
            return kind.read(json, config.output().bias()).equals(config);
        } catch (IllegalArgumentException | CheckpointException e) {
            return false;
        }
    }
}
