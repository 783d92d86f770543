package formers.models.testing;

import formers.models.checkpoint.DType;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A checkpoint of a family of decoders, of few weights, which follow from their names.
///
/// @param name of the family, and of what is special
/// @param config the contents of its `config.json`
/// @param tensors by their names in the file
/// @param recorded what Hugging Face's own model gives, where that is known
public record TinyCheckpoint(
        String name, JsonNode config, Map<String, StoredTensor> tensors, Optional<RecordedLogits> recorded) {

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
