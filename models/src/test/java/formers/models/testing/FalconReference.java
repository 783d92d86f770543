package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.stream.IntStream;

/// `falcon` in the style of its 7B model: a parallel block with one norm, one head of keys and values for all; tied.
record FalconReference(ConfigJson config, FileWeights weights) {

    Network network() {
        config.requireOnly("multi_query", true);
        config.requireOnly("parallel_attn", true);
        config.requireOnly("new_decoder_architecture", false);
        config.requireOnly("alibi", false);
        double[][] tokens = weights.matrix("transformer.word_embeddings.weight", config.integer("vocab_size"), width());
        return new Network(
                Embedding.rows(tokens),
                IntStream.range(0, config.integer("num_hidden_layers"))
                        .mapToObj(this::block)
                        .toList(),
                norm("ln_f").then(Affine.withoutBias(tokens)));
    }

    private Layer block(int l) {
        var norm = norm("h." + l + ".input_layernorm");
        return Wiring.parallel(norm, attention(l), norm, feedForward(l));
    }

    /// Rows of the fused matrix: all queries, the key, the value.
    private Layer attention(int l) {
        var name = "transformer.h." + l + ".self_attention.";
        int width = width();
        int headWidth = width / config.integer("num_attention_heads");
        boolean bias = config.flag("bias", false);
        var fused = weights.linear(name + "query_key_value", width + 2 * headWidth, width, bias);
        return new CausalAttention(
                        fused.rows(0, width),
                        fused.rows(width, headWidth),
                        fused.rows(width + headWidth, headWidth),
                        weights.linear(name + "dense", width, width, bias),
                        headWidth)
                .rotary(Rotary.half(RotaryConfig.read(config, "full_attention", headWidth, 1)));
    }

    private Layer feedForward(int l) {
        var name = "transformer.h." + l + ".mlp.";
        int hidden = config.integer("ffn_hidden_size", 4 * width());
        boolean bias = config.flag("bias", false);
        return FeedForwards.plain(
                weights.linear(name + "dense_h_to_4h", hidden, width(), bias),
                Activations.named(config.text("activation", "gelu")),
                weights.linear(name + "dense_4h_to_h", width(), hidden, bias));
    }

    private Layer norm(String name) {
        return weights.layerNorm("transformer." + name, width(), config.number("layer_norm_epsilon", 1e-5));
    }

    private int width() {
        return config.integer("hidden_size");
    }
}
