package formers.models.translation.transformer;

/// Listens to where a pass looks.
@FunctionalInterface
interface Notes {

    /// Whose look it is.
    enum Kind {
        ENCODER,
        DECODER,
        CROSS
    }

    /// Nobody listens.
    Notes NONE = (_, _, _) -> {};

    /// Called at every attention, layer after layer.
    void looked(Kind kind, int layer, Look look);
}
