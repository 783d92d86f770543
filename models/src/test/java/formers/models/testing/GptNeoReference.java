package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.stream.IntStream;

/// `gpt_neo`: scores without scale, every other layer windowed; tied.
record GptNeoReference(ConfigJson config, FileWeights weights) {

    Network network() {
        int width = width();
        double[][] tokens = weights.matrix("transformer.wte.weight", config.integer("vocab_size"), width);
        int context = config.integer("max_position_embeddings");
        return new Network(
                Embedding.rows(tokens).plusPositions(weights.matrix("transformer.wpe.weight", context, width), 0),
                IntStream.range(0, config.integer("num_layers"))
                        .mapToObj(this::block)
                        .toList(),
                norm("ln_f").then(Affine.withoutBias(tokens)));
    }

    private Layer block(int l) {
        var h = "h." + l + ".";
        return Wiring.preNorm(norm(h + "ln_1"), attention(l), norm(h + "ln_2"), feedForward(l));
    }

    private Layer attention(int l) {
        boolean local = config.entry("attention_layers", l).equals("local");
        var name = "transformer.h." + l + ".attn.attention.";
        int width = width();
        return new CausalAttention(
                        weights.linear(name + "q_proj", width, width, false),
                        weights.linear(name + "k_proj", width, width, false),
                        weights.linear(name + "v_proj", width, width, false),
                        weights.linear(name + "out_proj", width, width, true),
                        width / config.integer("num_heads"))
                .scale(1)
                .window(local ? config.integer("window_size") : 0);
    }

    private Layer feedForward(int l) {
        int hidden = config.integer("intermediate_size", 4 * width());
        var name = "transformer.h." + l + ".mlp.";
        return FeedForwards.plain(
                weights.linear(name + "c_fc", hidden, width(), true),
                Activations.named(config.text("activation_function", "gelu_new")),
                weights.linear(name + "c_proj", width(), hidden, true));
    }

    private Layer norm(String name) {
        return weights.layerNorm("transformer." + name, width(), config.number("layer_norm_epsilon", 1e-5));
    }

    private int width() {
        return config.integer("hidden_size");
    }
}
