package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.stream.IntStream;

/// `opt`: position 0 is row 2 of its table; the 350m model has norms after the branches and narrower embeddings.
record OptReference(ConfigJson config, FileWeights weights) {

    private static final int FIRST_POSITION = 2;

    Network network() {
        int width = width();
        int narrow = config.integer("word_embed_proj_dim", width);
        boolean projected = narrow != width;
        double[][] tokens = weights.matrix("model.decoder.embed_tokens.weight", config.integer("vocab_size"), narrow);
        int context = config.integer("max_position_embeddings");
        double[][] positions = weights.matrix("model.decoder.embed_positions.weight", context + FIRST_POSITION, width);
        Layer widen = projected ? weights.linear("model.decoder.project_in", width, narrow, false) : x -> x;
        Layer narrowed = projected ? weights.linear("model.decoder.project_out", narrow, width, false) : x -> x;
        Layer norm = preNorm() ? norm("final_layer_norm") : Norms.NONE;
        return new Network(
                Embedding.rows(tokens).then(widen).plusPositions(positions, FIRST_POSITION),
                IntStream.range(0, config.integer("num_hidden_layers"))
                        .mapToObj(this::block)
                        .toList(),
                norm.then(narrowed).then(Affine.withoutBias(tokens)));
    }

    private Layer block(int l) {
        var layer = "layers." + l + ".";
        var norm1 = norm(layer + "self_attn_layer_norm");
        var norm2 = norm(layer + "final_layer_norm");
        return preNorm()
                ? Wiring.preNorm(norm1, attention(l), norm2, feedForward(l))
                : Wiring.postNorm(attention(l), norm1, feedForward(l), norm2);
    }

    private Layer attention(int l) {
        var name = "model.decoder.layers." + l + ".self_attn.";
        int width = width();
        boolean bias = bias();
        return new CausalAttention(
                weights.linear(name + "q_proj", width, width, bias),
                weights.linear(name + "k_proj", width, width, bias),
                weights.linear(name + "v_proj", width, width, bias),
                weights.linear(name + "out_proj", width, width, bias),
                width / config.integer("num_attention_heads"));
    }

    private Layer feedForward(int l) {
        int hidden = config.integer("ffn_dim");
        var name = "model.decoder.layers." + l + ".";
        return FeedForwards.plain(
                weights.linear(name + "fc1", hidden, width(), bias()),
                Activations.named(config.text("activation_function", "relu")),
                weights.linear(name + "fc2", width(), hidden, bias()));
    }

    private Layer norm(String name) {
        return weights.layerNorm("model.decoder." + name, width(), 1e-5);
    }

    private boolean preNorm() {
        return config.flag("do_layer_norm_before", true);
    }

    private boolean bias() {
        return config.flag("enable_bias", true);
    }

    private int width() {
        return config.integer("hidden_size");
    }
}
