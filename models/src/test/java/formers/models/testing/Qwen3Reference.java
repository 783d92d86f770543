package formers.models.testing;

import java.util.stream.IntStream;

/// `qwen3` and `qwen3_moe`: LLaMA's block with a norm of every head of queries and keys, and experts.
record Qwen3Reference(LlamaParts parts) {

    Network network() {
        return parts.network(this::block, parts.rms("model.norm"), false);
    }

    private Layer block(int l) {
        var layer = parts.layer(l);
        boolean bias = parts.config().flag("attention_bias", false);
        return Wiring.preNorm(
                parts.rms(layer + "input_layernorm"),
                parts.attention(l, bias, bias)
                        .norms(headNorm(layer + "self_attn.q_norm"), headNorm(layer + "self_attn.k_norm")),
                parts.rms(layer + "post_attention_layernorm"),
                sparse(l) ? experts(layer + "mlp.") : parts.gated(l));
    }

    private Layer headNorm(String name) {
        return parts.weights().rmsNorm(name, parts.headWidth(), parts.epsilon()).perHead(parts.headWidth());
    }

    private boolean sparse(int l) {
        var config = parts.config();
        if (!config.text("model_type").equals("qwen3_moe")) {
            return false;
        }
        boolean dense = config.has("mlp_only_layers")
                && IntStream.of(config.integers("mlp_only_layers")).anyMatch(layer -> layer == l);
        return !dense && (l + 1) % config.integer("decoder_sparse_step", 1) == 0;
    }

    private Layer experts(String name) {
        var config = parts.config();
        int count = config.integer("num_experts");
        int hidden = config.integer("moe_intermediate_size");
        var activation = config.text("hidden_act", "silu");
        return new Experts(
                parts.weights().linear(name + "gate", count, parts.width(), false),
                config.integer("num_experts_per_tok"),
                config.flag("norm_topk_prob", false),
                IntStream.range(0, count)
                        .mapToObj(e -> parts.gated(name + "experts." + e + ".", hidden, activation, false))
                        .toList());
    }
}
