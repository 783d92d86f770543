package formers.models.testing;

/// `olmo2`: norms only after the branches, and of all queries and all keys of a token as a whole.
record Olmo2Reference(LlamaParts parts) {

    Network network() {
        return parts.network(this::block, parts.rms("model.norm"), false);
    }

    private Layer block(int l) {
        var layer = parts.layer(l);
        boolean bias = parts.config().flag("attention_bias", false);
        return Wiring.postOnly(
                parts.attention(l, bias, bias)
                        .norms(
                                norm(layer + "self_attn.q_norm", parts.heads()),
                                norm(layer + "self_attn.k_norm", parts.kvHeads())),
                parts.rms(layer + "post_attention_layernorm"),
                parts.gated(l),
                parts.rms(layer + "post_feedforward_layernorm"));
    }

    private Layer norm(String name, int heads) {
        return parts.weights().rmsNorm(name, heads * parts.headWidth(), parts.epsilon());
    }
}
