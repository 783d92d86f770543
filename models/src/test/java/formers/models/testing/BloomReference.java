package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.stream.IntStream;

/// `bloom`: ALiBi, a norm right after the embedding; tied.
record BloomReference(ConfigJson config, FileWeights weights) {

    Network network() {
        config.requireOnly("apply_residual_connection_post_layernorm", false);
        double[][] tokens = weights.matrix("transformer.word_embeddings.weight", config.integer("vocab_size"), width());
        return new Network(
                Embedding.rows(tokens).then(norm("word_embeddings_layernorm")),
                IntStream.range(0, config.integer("n_layer"))
                        .mapToObj(this::block)
                        .toList(),
                norm("ln_f").then(Affine.withoutBias(tokens)));
    }

    private Layer block(int l) {
        var h = "h." + l + ".";
        return Wiring.preNorm(
                norm(h + "input_layernorm"), attention(l), norm(h + "post_attention_layernorm"), feedForward(l));
    }

    private Layer attention(int l) {
        var name = "transformer.h." + l + ".self_attention.";
        int heads = config.integer("n_head");
        return FusedHeads.attention(
                        weights.linear(name + "query_key_value", 3 * width(), width(), true),
                        weights.linear(name + "dense", width(), width(), true),
                        width() / heads)
                .alibi(slopes(heads));
    }

    /// `2^(-8(i+1)/n)` for the largest power of two n up to `heads`, then every other slope of 2n heads (Press et al.
    /// 2021, arXiv:2108.12409, section 3).
    static double[] slopes(int heads) {
        int n = Integer.highestOneBit(heads);
        var slopes = new double[heads];
        for (int i = 0; i < heads; i++) {
            slopes[i] = i < n ? slope(i, n) : slope(2 * (i - n), 2 * n);
        }
        return slopes;
    }

    private static double slope(int i, int n) {
        return Math.pow(2, -8.0 * (i + 1) / n);
    }

    private Layer feedForward(int l) {
        var name = "transformer.h." + l + ".mlp.";
        int hidden = 4 * width();
        return FeedForwards.plain(
                weights.linear(name + "dense_h_to_4h", hidden, width(), true),
                Activations.named("gelu_new"),
                weights.linear(name + "dense_4h_to_h", width(), hidden, true));
    }

    private Layer norm(String name) {
        return weights.layerNorm("transformer." + name, width(), config.number("layer_norm_epsilon", 1e-5));
    }

    private int width() {
        return config.integer("hidden_size");
    }
}
