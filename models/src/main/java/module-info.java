/// Building blocks, architectures and their checkpoints.
module formers.models {
    requires transitive formers.tensor;
    requires transitive formers.text;
    requires transitive tools.jackson.databind;

    exports formers.models;
    exports formers.models.checkpoint;
    exports formers.models.decoder;
    exports formers.models.formal;
    exports formers.models.gguf;
    exports formers.models.nn;
    exports formers.models.scaling;
    exports formers.models.translation;
    exports formers.models.translation.presets;
    exports formers.models.translation.rnnsearch;
    exports formers.models.translation.transformer;
}
