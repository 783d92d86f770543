package formers.models.testing;

import java.util.stream.IntStream;

/// `mixtral`: LLaMA's block with experts, whose weights always sum to 1.
record MixtralReference(LlamaParts parts) {

    Network network() {
        return parts.network(this::block, parts.rms("model.norm"), false);
    }

    private Layer block(int l) {
        var layer = parts.layer(l);
        return Wiring.preNorm(
                parts.rms(layer + "input_layernorm"),
                parts.attention(l, false, false),
                parts.rms(layer + "post_attention_layernorm"),
                experts(layer + "block_sparse_moe."));
    }

    private Layer experts(String name) {
        int count = parts.config().integer("num_local_experts");
        return new Experts(
                parts.weights().linear(name + "gate", count, parts.width(), false),
                parts.config().integer("num_experts_per_tok"),
                true,
                IntStream.range(0, count)
                        .mapToObj(e -> expert(name + "experts." + e + "."))
                        .toList());
    }

    private Layer expert(String name) {
        var weights = parts.weights();
        return FeedForwards.gated(
                weights.linear(name + "w1", parts.hidden(), parts.width(), false),
                Activations.named(parts.config().text("hidden_act", "silu")),
                weights.linear(name + "w3", parts.hidden(), parts.width(), false),
                weights.linear(name + "w2", parts.width(), parts.hidden(), false));
    }
}
