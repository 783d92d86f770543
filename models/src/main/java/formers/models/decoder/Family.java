package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A family of checkpoints: which decoders it can hold, its configuration keys and its tensor names.
sealed interface Family permits Gpt2Family, LlamaFamily, OwnFamily {

    /// Every family; a decoder is saved as the first that can hold it.
    List<Family> ALL = List.of(new Gpt2Family(), new LlamaFamily(), new OwnFamily());

    /// The value of `model_type` in `config.json`.
    String modelType();

    /// The class that loads it, under `architectures` in `config.json`.
    String architecture();

    TensorNames names();

    /// Whether a decoder with these components belongs to the family.
    boolean holds(DecoderConfig config);

    /// The decoder that `config.json` describes.
    ///
    /// @throws formers.models.checkpoint.CheckpointException if a value is missing, wrong, or asks for something
    ///                                                       this decoder cannot do
    /// @throws IllegalArgumentException                      if the values do not go together
    DecoderConfig read(JsonConfig config);

    /// Adds the keys of `config.json` but those common to all families: type, architecture, vocabulary, tying.
    void write(DecoderConfig config, ObjectNode json);
}
