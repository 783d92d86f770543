package formers.models.testing;

import formers.models.checkpoint.DType;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A checkpoint of a family of decoders, of few weights, which follow from their names.
///
/// @param name of the family, and of what is special
/// @param config the contents of its `config.json`
/// @param tensors by their names in the file
/// @param recorded what Hugging Face's own model gives, where that is known
public record TinyCheckpoint(
        String name, JsonNode config, Map<String, StoredTensor> tensors, Optional<RecordedLogits> recorded) {

    /// The checkpoint that a configuration asks for.
    static TinyCheckpoint of(String name, JsonNode config, Optional<RecordedLogits> recorded) {
        var json = new ConfigJson(config);
        // Gemma's files hold the scales of norms less 1.
        var source = new SeededTensors(json.text("model_type").startsWith("gemma") ? 0 : 1);
        HuggingFaceReference.network(json, source);
        return new TinyCheckpoint(name, config, source.made(), recorded);
    }

    /// The checkpoint of the same family with another value of a key of its configuration, in JSON. Tensors of the same
    /// name keep their weights, unless their shape changes.
    public TinyCheckpoint with(String key, String value) {
        var changed = (ObjectNode) config.deepCopy();
        changed.set(key, new JsonMapper().readTree(value));
        return of(name + " with " + key + " " + value, changed, Optional.empty());
    }

    /// The checkpoint with some tensors replaced; each must exist.
    public TinyCheckpoint with(Map<String, StoredTensor> others) {
        var changed = new LinkedHashMap<>(tensors);
        others.forEach((tensor, values) -> {
            if (changed.put(tensor, values) == null) {
                throw new IllegalArgumentException("%s has no tensor %s to replace".formatted(name, tensor));
            }
        });
        return new TinyCheckpoint(name, config, changed, Optional.empty());
    }

    /// Writes the model's directory: `config.json` and `model.safetensors`, float32.
    ///
    /// @param directory an existing one
    public void write(Path directory) throws IOException {
        var writer = new SafetensorsWriter();
        tensors.forEach((tensor, stored) -> writer.floats(tensor, DType.F32, stored.shape(), stored.floats(), 0));
        writer.write(directory.resolve(ModelDirectory.WEIGHTS));
        Files.writeString(directory.resolve(ModelDirectory.CONFIG), config.toPrettyString());
    }

    /// The model in double precision.
    public HuggingFaceReference reference() {
        return HuggingFaceReference.of(config, tensors);
    }

    /// How the cases of a parameterised test are called.
    @Override
    public String toString() {
        return name;
    }
}
