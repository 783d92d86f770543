package formers.models.testing;

/// `phi3`: LLaMA's block with fused projections.
record Phi3Reference(LlamaParts parts) {

    Network network() {
        return parts.network(this::block, parts.rms("model.norm"), false);
    }

    private Layer block(int l) {
        var layer = parts.layer(l);
        return Wiring.preNorm(
                parts.rms(layer + "input_layernorm"),
                attention(l),
                parts.rms(layer + "post_attention_layernorm"),
                feedForward(layer + "mlp."));
    }

    /// Rows of the fused matrix: all queries, all keys, all values.
    private Layer attention(int l) {
        var name = parts.layer(l) + "self_attn.";
        int queries = parts.heads() * parts.headWidth();
        int keys = parts.kvHeads() * parts.headWidth();
        var fused = parts.weights().linear(name + "qkv_proj", queries + 2 * keys, parts.width(), false);
        return new CausalAttention(
                        fused.rows(0, queries),
                        fused.rows(queries, keys),
                        fused.rows(queries + keys, keys),
                        parts.weights().linear(name + "o_proj", parts.width(), queries, false),
                        parts.headWidth())
                .rotary(parts.rotary(l, 1))
                .window(parts.window(l));
    }

    private Layer feedForward(String name) {
        int hidden = parts.hidden();
        var fused = parts.weights().linear(name + "gate_up_proj", 2 * hidden, parts.width(), false);
        return FeedForwards.gated(
                fused.rows(0, hidden),
                Activations.named(parts.config().text("hidden_act", "silu")),
                fused.rows(hidden, hidden),
                parts.weights().linear(name + "down_proj", parts.width(), hidden, false));
    }
}
