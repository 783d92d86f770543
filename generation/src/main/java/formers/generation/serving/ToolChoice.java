package formers.generation.serving;

/// Whether an answer may call functions.
public sealed interface ToolChoice {

    /// As the model likes.
    record Auto() implements ToolChoice {}

    /// It must not.
    record None() implements ToolChoice {}

    /// It must.
    record Required() implements ToolChoice {}

    /// It must call this one.
    record Named(String name) implements ToolChoice {}
}
