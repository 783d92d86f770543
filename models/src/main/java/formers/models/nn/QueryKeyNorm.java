package formers.models.nn;

/// Whether queries and keys are normalised before they meet, so that scores cannot grow without bound
/// (Dehghani et al. 2023, arXiv:2302.05442, section 2).
public enum QueryKeyNorm {
    NONE,
    /// Each head by itself, with one scale per channel that all heads share (Qwen 3, Gemma 3).
    PER_HEAD,
    /// All heads together, before they are told apart (OLMo 2).
    ACROSS_HEADS
}
