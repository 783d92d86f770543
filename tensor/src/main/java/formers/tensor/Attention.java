package formers.tensor;

/// Scaled dot-product attention without the matrix of scores, rotary embedding, and their gradients.
final class Attention {

    private Attention() {}

    /// `[batch, queries, heads, width] x [batch, keys, kvHeads, width] (twice) → [batch, queries, heads, width]`.
    static Tensor attention(Tensor q, Tensor k, Tensor v, AttentionOptions options) {
        throw new UnsupportedOperationException("lands with the attention kernels");
    }

    /// The same, reading query, key and value heads side by side: `[batch, tokens, heads + 2·kvHeads, width]`.
    static Tensor selfAttention(Tensor qkv, int heads, int kvHeads, AttentionOptions options) {
        throw new UnsupportedOperationException("lands with the attention kernels");
    }

    /// Rotates the first `heads` heads of `[…, tokens, allHeads, width]`; `positions` (I32) is `[tokens]` or `[batch, tokens]`.
    static Tensor rotary(Tensor x, int heads, RotaryTable table, Tensor positions) {
        throw new UnsupportedOperationException("lands with the attention kernels");
    }
}
