package formers.models.translation.rnnsearch;

import formers.models.checkpoint.Checkpoint;
import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.JsonConfig;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import formers.models.nn.Parameters;
import formers.models.translation.PairBatch;
import formers.tensor.GruOptions;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// RNNsearch models as directories in Hugging Face's layout, with the `model_type` [#TYPE]. The same model
/// gives the
/// same bytes.
public final class RnnSearchFiles {

    /// What `model_type` in `config.json` says.
    public static final String TYPE = "rnnsearch";

    // Every width is a factor of some parameter's size, which must fit an int.
    private static final int LARGEST = 1 << 24;

    private RnnSearchFiles() {}

    /// Reads the model in `directory`.
    ///
    /// @throws CheckpointException if it is no RNNsearch model, or the weights do not fit the configuration:
    ///                             the
    ///                             message then lists every tensor that is missing, unexpected or of another
    ///                             shape
    /// @throws IOException         if a file cannot be read
    public static RnnSearch load(Path directory) throws IOException {
        var model = ModelDirectory.open(directory);
        var file = directory.resolve(ModelDirectory.CONFIG);
        try (var weights = model.weights()) {
            var loaded = new RnnSearch(config(model.config()), Parameters.reading(source(weights)));
            var report = loaded.parameters().report();
            if (!report.complete()) {
                throw new CheckpointException(
                        directory, "the weights do not fit %s: %s".formatted(ModelDirectory.CONFIG, report));
            }
            return loaded;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, e.getMessage(), e);
        }
    }

    private static Parameters.Source source(Checkpoint weights) {
        return new Parameters.Source() {
            @Override
            public Shape shape(String name) {
                return weights.shape(name);
            }

            @Override
            public void read(String name, Tensor into) {
                weights.read(name, into);
            }

            @Override
            public List<String> names() {
                return weights.names();
            }
        };
    }

    private static RnnSearchConfig config(JsonConfig json) {
        json.requireOneOf("model_type", TYPE);
        return new RnnSearchConfig(
                json.requireInt("source_vocab_size", 1, LARGEST),
                json.requireInt("vocab_size", 1, LARGEST),
                json.requireInt("embedding_size", 1, LARGEST),
                json.requireInt("hidden_size", 1, LARGEST),
                json.requireInt("maxout_size", 1, LARGEST),
                alignment(json.requireObject("alignment")),
                choice(json, "readout", Readout.values()),
                choice(json, "reset_gate", GruOptions.Reset.values()),
                choice(json, "update_gate", GruOptions.Update.values()),
                (float) json.doubleOr("dropout", 0, 0, 1),
                new PairBatch.Marks(
                        json.requireInt("pad_token_id", 0, LARGEST),
                        json.requireInt("bos_token_id", 0, LARGEST),
                        json.requireInt("eos_token_id", 0, LARGEST)));
    }

    private static Alignment alignment(JsonConfig json) {
        return switch (json.requireOneOf("score", "additive", "general", "none")) {
            case "additive" -> new Alignment.Additive(json.requireInt("width", 1, LARGEST));
            case "general" -> new Alignment.General();
            default -> new Alignment.None();
        };
    }

    private static <E extends Enum<E>> E choice(JsonConfig json, String key, E[] values) {
        var names = List.of(values).stream().map(RnnSearchFiles::name).toArray(String[]::new);
        return values[List.of(names).indexOf(json.requireOneOf(key, names))];
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// Writes `config.json` and `model.safetensors`. Each file appears as a whole or not at all; the
    /// configuration
    /// comes last, so that a directory that has one is complete.
    public static void save(RnnSearch model, Path directory) throws IOException {
        var files = ModelDirectory.create(directory);
        var writer = new SafetensorsWriter();
        model.parameters().all().forEach((name, tensor) -> writer.tensor(name, tensor.detach()));
        files.writeWeights(writer);
        files.writeConfig(json(model.config()));
    }

    private static ObjectNode json(RnnSearchConfig config) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("RnnSearch");
        json.put("model_type", TYPE);
        json.put("source_vocab_size", config.sourceVocabulary());
        json.put("vocab_size", config.targetVocabulary());
        json.put("embedding_size", config.embedding());
        json.put("hidden_size", config.hidden());
        json.put("maxout_size", config.maxout());
        var alignment = json.putObject("alignment");
        switch (config.alignment()) {
            case Alignment.Additive(var width) ->
                alignment.put("score", "additive").put("width", width);
            case Alignment.General() -> alignment.put("score", "general");
            case Alignment.None() -> alignment.put("score", "none");
        }
        json.put("readout", name(config.readout()));
        json.put("reset_gate", name(config.reset()));
        json.put("update_gate", name(config.update()));
        json.put("dropout", config.dropout());
        json.put("pad_token_id", config.marks().padding());
        json.put("bos_token_id", config.marks().begin());
        json.put("eos_token_id", config.marks().end());
        return json;
    }
}
