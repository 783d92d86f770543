package formers.models.nn;

import formers.tensor.AttentionOptions;
import formers.tensor.RotaryTable;
import formers.tensor.Tensor;

/// Causal multi-head self-attention (Vaswani et al. 2017, section 3.2.2) with grouped queries (Ainslie
/// et al. 2023, arXiv:2305.13245): one projection to all query, key and value heads, one back.
///
/// @param qkv     `[(heads + 2·kvHeads)·headWidth, width]`: all query heads, then all key heads, then all value
///                heads
/// @param output  `[width, heads·headWidth]`
/// @param options what a query may see
/// @param rotary  null without rotary positions
/// @param dropout share of the attention probabilities dropped in training
/// @param layer   which entry of the cache is ours
public record SelfAttention(
        Linear qkv,
        Linear output,
        int heads,
        int kvHeads,
        int headWidth,
        AttentionOptions options,
        RotaryTable rotary,
        float dropout,
        int layer) {

    /// `[batch, tokens, width] → [batch, tokens, width]`.
    ///
    /// @param positions I32, `[tokens]` or `[batch, tokens]`
    public Tensor apply(Tensor x, Tensor positions, Pass pass) {
        int batch = x.extent(0);
        int tokens = x.extent(1);
        var all = qkv.apply(x).reshape(batch, tokens, heads + 2 * kvHeads, headWidth);
        if (rotary != null) {
            all = all.rotary(heads + kvHeads, rotary, positions);
        }
        var mixed = pass.cache() == null ? overItself(all, pass) : overCache(all, pass.cache());
        return output.apply(mixed.reshape(batch, tokens, heads * headWidth));
    }

    private Tensor overItself(Tensor all, Pass pass) {
        var how = pass.random() == null || dropout == 0
                ? options
                : options.withDropout(dropout, pass.random().at("attention").at(layer));
        return all.selfAttention(heads, kvHeads, how);
    }

    private Tensor overCache(Tensor all, KvCache cache) {
        var parts = all.split(2, heads, kvHeads, kvHeads);
        cache.store(layer, parts[1], parts[2]);
        var how = options.withKeys(null, cache.ends(all.extent(1)));
        return parts[0].attention(cache.keys(layer), cache.values(layer), how);
    }
}
