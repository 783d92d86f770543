package formers.models.testing;

/// `phi`: a parallel block with one layer norm, biases everywhere, half of the channels rotated.
record PhiReference(LlamaParts parts) {

    Network network() {
        parts.config().requireOnly("qk_layernorm", false);
        int vocabulary = parts.config().integer("vocab_size");
        return parts.network(
                Network.Embedding.rows(parts.tokens()),
                this::block,
                norm("model.final_layernorm").then(parts.weights().linear("lm_head", vocabulary, parts.width(), true)));
    }

    private Layer block(int l) {
        var norm = norm(parts.layer(l) + "input_layernorm");
        return Wiring.parallel(norm, attention(l), norm, feedForward(l));
    }

    private Layer attention(int l) {
        var name = parts.layer(l) + "self_attn.";
        var weights = parts.weights();
        int queries = parts.heads() * parts.headWidth();
        int keys = parts.kvHeads() * parts.headWidth();
        return new CausalAttention(
                        weights.linear(name + "q_proj", queries, parts.width(), true),
                        weights.linear(name + "k_proj", keys, parts.width(), true),
                        weights.linear(name + "v_proj", keys, parts.width(), true),
                        weights.linear(name + "dense", parts.width(), queries, true),
                        parts.headWidth())
                .rotary(parts.rotary(l, 0.5));
    }

    private Layer feedForward(int l) {
        var name = parts.layer(l) + "mlp.";
        return FeedForwards.plain(
                parts.weights().linear(name + "fc1", parts.hidden(), parts.width(), true),
                Activations.named(parts.config().text("hidden_act", "gelu_new")),
                parts.weights().linear(name + "fc2", parts.width(), parts.hidden(), true));
    }

    private Layer norm(String name) {
        return parts.weights().layerNorm(name, parts.width(), parts.config().number("layer_norm_eps", 1e-5));
    }
}
