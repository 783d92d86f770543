package formers.models.testing;

/// `llama`, `mistral`, `qwen2` and `smollm3`: RMS norms before the branches, rotary positions, gated network.
record LlamaReference(LlamaParts parts) {

    Network llama() {
        boolean bias = parts.config().flag("attention_bias", false);
        return network(bias, bias, false);
    }

    Network mistral() {
        return network(false, false, false);
    }

    Network qwen2() {
        return network(true, false, false);
    }

    Network smollm3() {
        boolean bias = parts.config().flag("attention_bias", false);
        return network(bias, bias, true);
    }

    private Network network(boolean biasQkv, boolean biasOutput, boolean tied) {
        return parts.network(l -> block(l, biasQkv, biasOutput), parts.rms("model.norm"), tied);
    }

    private Layer block(int l, boolean biasQkv, boolean biasOutput) {
        var config = parts.config();
        var attention = parts.attention(l, biasQkv, biasOutput);
        if (config.has("no_rope_layers") && config.entry("no_rope_layers", l).equals("0")) {
            attention.rotary(Rotary.NONE);
        }
        var layer = parts.layer(l);
        return Wiring.preNorm(
                parts.rms(layer + "input_layernorm"),
                attention,
                parts.rms(layer + "post_attention_layernorm"),
                parts.gated(
                        layer + "mlp.",
                        parts.hidden(),
                        config.text("hidden_act", "silu"),
                        config.flag("mlp_bias", false)));
    }
}
