package formers.tensor;

/// What a tensor's elements are.
public enum ElementType {
    /// 32-bit floating point: everything that is computed with.
    F32,
    /// 32-bit signed integers: token ids and other indices.
    I32,
    /// Weights in a compact format ([PackedWeights]), which can only be looked up and multiplied with.
    PACKED
}
