package formers.models.testing;

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

    /// How the cases of a parameterised test are called.
    @Override
    public String toString() {
        return name;
    }
}
