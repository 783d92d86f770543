package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.stream.IntStream;

/// `gpt_neox`, also Pythia: attention and feed-forward network side by side, each with its norm, unless the
/// configuration puts them one after the other.
record GptNeoXReference(ConfigJson config, FileWeights weights) {

    Network network() {
        int vocabulary = config.integer("vocab_size");
        return new Network(
                Embedding.rows(weights.matrix("gpt_neox.embed_in.weight", vocabulary, width())),
                IntStream.range(0, config.integer("num_hidden_layers"))
                        .mapToObj(this::block)
                        .toList(),
                norm("final_layer_norm").then(weights.linear("embed_out", vocabulary, width(), false)));
    }

    private Layer block(int l) {
        var layer = "layers." + l + ".";
        var norm1 = norm(layer + "input_layernorm");
        var norm2 = norm(layer + "post_attention_layernorm");
        return config.flag("use_parallel_residual", true)
                ? Wiring.parallel(norm1, attention(l), norm2, feedForward(l))
                : Wiring.preNorm(norm1, attention(l), norm2, feedForward(l));
    }

    private Layer attention(int l) {
        var name = "gpt_neox.layers." + l + ".attention.";
        int headWidth = width() / config.integer("num_attention_heads");
        boolean bias = config.flag("attention_bias", true);
        double share = config.number("rotary_pct", 0.25);
        return FusedHeads.attention(
                        weights.linear(name + "query_key_value", 3 * width(), width(), bias),
                        weights.linear(name + "dense", width(), width(), bias),
                        headWidth)
                .rotary(Rotary.half(RotaryConfig.read(config, "full_attention", headWidth, share)));
    }

    private Layer feedForward(int l) {
        int hidden = config.integer("intermediate_size");
        var name = "gpt_neox.layers." + l + ".mlp.";
        return FeedForwards.plain(
                weights.linear(name + "dense_h_to_4h", hidden, width(), true),
                Activations.named(config.text("hidden_act", "gelu")),
                weights.linear(name + "dense_4h_to_h", width(), hidden, true));
    }

    private Layer norm(String name) {
        return weights.layerNorm("gpt_neox." + name, width(), config.number("layer_norm_eps", 1e-5));
    }

    private int width() {
        return config.integer("hidden_size");
    }
}
