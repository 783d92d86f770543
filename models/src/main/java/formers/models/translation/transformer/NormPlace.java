package formers.models.translation.transformer;

/// Where norms stand.
public enum NormPlace {
    /// `x = LN(x + sublayer(x))` (section 3.1). Needs a warm-up.
    POST,
    /// As [#POST], and one more norm after the last layer of each stack (`torch.nn.Transformer`).
    POST_AND_LAST,
    /// `x = x + sublayer(LN(x))`, and a norm after the last layer of each stack (tensor2tensor, T5). Forgives
    /// high learning rates.
    PRE;

    /// Whether a stack ends with a norm.
    boolean last() {
        return this != POST;
    }
}
