package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// `openai-gpt` and `gpt2`: fused projections, stored as `[in, out]`; learned positions; tied.
record GptReferences(ConfigJson config, FileWeights weights) {

    Network gpt1() {
        return new Network(
                embedding("tokens_embed", "positions_embed"),
                blocks(l -> Wiring.postNorm(
                        attention(l), norm("h." + l + ".ln_1"), feedForward(l), norm("h." + l + ".ln_2"))),
                head("tokens_embed"));
    }

    Network gpt2() {
        return new Network(
                embedding("wte", "wpe"),
                blocks(l -> Wiring.preNorm(
                        norm("h." + l + ".ln_1"), attention(l), norm("h." + l + ".ln_2"), feedForward(l))),
                norm("ln_f").then(head("wte")));
    }

    private Embedding embedding(String tokens, String positions) {
        return Embedding.rows(table(tokens, config.integer("vocab_size")))
                .plusPositions(table(positions, config.integer("n_positions")), 0);
    }

    private List<Layer> blocks(IntFunction<Layer> block) {
        return IntStream.range(0, config.integer("n_layer")).mapToObj(block).toList();
    }

    private Affine head(String tokens) {
        return Affine.withoutBias(table(tokens, config.integer("vocab_size")));
    }

    private Layer attention(int l) {
        int width = width();
        int headWidth = width / config.integer("n_head");
        var name = "transformer.h." + l + ".attn.";
        var fused = weights.conv1d(name + "c_attn", width, 3 * width);
        double scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(headWidth) : 1;
        return new CausalAttention(
                        fused.rows(0, width),
                        fused.rows(width, width),
                        fused.rows(2 * width, width),
                        weights.conv1d(name + "c_proj", width, width),
                        headWidth)
                .scale(config.flag("scale_attn_by_inverse_layer_idx", false) ? scale / (l + 1) : scale);
    }

    private Layer feedForward(int l) {
        int hidden = config.integer("n_inner", 4 * width());
        var name = "transformer.h." + l + ".mlp.";
        return FeedForwards.plain(
                weights.conv1d(name + "c_fc", width(), hidden),
                Activations.named(activation()),
                weights.conv1d(name + "c_proj", hidden, width()));
    }

    /// GPT-1 knew only the approximation by tanh and called it gelu.
    private String activation() {
        var first = config.text("afn", "gelu");
        return config.text("activation_function", first.equals("gelu") ? "gelu_new" : first);
    }

    private Layer norm(String name) {
        return weights.layerNorm("transformer." + name, width(), config.number("layer_norm_epsilon", 1e-5));
    }

    private double[][] table(String name, int rows) {
        return weights.matrix("transformer." + name + ".weight", rows, width());
    }

    private int width() {
        return config.integer("n_embd");
    }
}
