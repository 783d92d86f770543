package formers.models.testing;

/// `stablelm`: LLaMA's block with layer norms and a quarter of the channels rotated.
record StableLmReference(LlamaParts parts) {

    Network network() {
        parts.config().requireOnly("qk_layernorm", false);
        parts.config().requireOnly("use_parallel_residual", false);
        return parts.network(this::block, norm("model.norm"), false);
    }

    private Layer block(int l) {
        var layer = parts.layer(l);
        return Wiring.preNorm(
                norm(layer + "input_layernorm"),
                parts.projected(l, parts.config().flag("use_qkv_bias", false), false)
                        .rotary(parts.rotary(l, 0.25)),
                norm(layer + "post_attention_layernorm"),
                parts.gated(l));
    }

    private Layer norm(String name) {
        return parts.weights().layerNorm(name, parts.width(), parts.config().number("layer_norm_eps", 1e-5));
    }
}
