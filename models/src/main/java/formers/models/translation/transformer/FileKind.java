package formers.models.translation.transformer;

import formers.models.checkpoint.JsonConfig;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A kind of model directories: its `config.json` and its names, to and from ours. It holds a model exactly
/// if reading what it writes gives the same model.
sealed interface FileKind permits MarianKind, T5Kind, OwnKind {

    // Every width is a factor of some parameter's size, which must fit an int.
    int LARGEST = 1 << 24;
    int MOST_LAYERS = 1000;

    /// Those of others first.
    List<FileKind> ALL = List.of(new MarianKind(), new T5Kind(), new OwnKind());

    /// The values of `model_type` that mean it.
    List<String> types();

    TransformerConfig read(JsonConfig json, boolean hasOutputBias);

    /// What comes nearest to `config`.
    ObjectNode write(TransformerConfig config);

    FileNames names(TransformerConfig config);
}
