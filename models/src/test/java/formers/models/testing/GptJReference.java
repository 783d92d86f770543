package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.stream.IntStream;

/// `gptj`: a parallel block with one norm; rotary positions of neighbouring channels, on a part of them.
record GptJReference(ConfigJson config, FileWeights weights) {

    Network network() {
        int vocabulary = config.integer("vocab_size");
        return new Network(
                Embedding.rows(weights.matrix("transformer.wte.weight", vocabulary, width())),
                IntStream.range(0, config.integer("n_layer"))
                        .mapToObj(this::block)
                        .toList(),
                norm("ln_f").then(weights.linear("lm_head", vocabulary, width(), true)));
    }

    private Layer block(int l) {
        var norm = norm("h." + l + ".ln_1");
        return Wiring.parallel(norm, attention(l), norm, feedForward(l));
    }

    private Layer attention(int l) {
        var name = "transformer.h." + l + ".attn.";
        int width = width();
        double[] omega = RotaryFrequencies.plain(10_000, config.integer("rotary_dim"));
        return new CausalAttention(
                        weights.linear(name + "q_proj", width, width, false),
                        weights.linear(name + "k_proj", width, width, false),
                        weights.linear(name + "v_proj", width, width, false),
                        weights.linear(name + "out_proj", width, width, false),
                        width / config.integer("n_head"))
                .rotary(Rotary.interleaved(length -> new RotaryFrequencies.Spectrum(omega, 1)));
    }

    private Layer feedForward(int l) {
        int hidden = config.integer("n_inner", 4 * width());
        var name = "transformer.h." + l + ".mlp.";
        return FeedForwards.plain(
                weights.linear(name + "fc_in", hidden, width(), true),
                Activations.named(config.text("activation_function", "gelu_new")),
                weights.linear(name + "fc_out", width(), hidden, true));
    }

    private Layer norm(String name) {
        return weights.layerNorm("transformer." + name, width(), config.number("layer_norm_epsilon", 1e-5));
    }

    private int width() {
        return config.integer("n_embd");
    }
}
