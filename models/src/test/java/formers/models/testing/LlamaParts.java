package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The parts that LLaMA and its descendants have in common: sizes, names, projections, rotary positions.
record LlamaParts(ConfigJson config, FileWeights weights) {

    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    int width() {
        return config.integer("hidden_size");
    }

    int heads() {
        return config.integer("num_attention_heads");
    }

    int kvHeads() {
        return config.integer("num_key_value_heads", heads());
    }

    int headWidth() {
        return config.integer("head_dim", width() / heads());
    }

    int hidden() {
        return config.integer("intermediate_size");
    }

    String layer(int l) {
        return "model.layers." + l + ".";
    }

    Network network(IntFunction<Layer> block, Layer norm, boolean tied) {
        return network(Embedding.rows(tokens()), block, norm.then(head(tied)));
    }

    Network network(Embedding embedding, IntFunction<Layer> block, Layer head) {
        return new Network(
                embedding,
                IntStream.range(0, config.integer("num_hidden_layers"))
                        .mapToObj(block)
                        .toList(),
                head);
    }

    double[][] tokens() {
        return weights.matrix("model.embed_tokens.weight", config.integer("vocab_size"), width());
    }

    /// The output projection.
    ///
    /// @param tied whether it is the embedding, unless the configuration tells; it is where the file has no other
    Affine head(boolean tied) {
        return config.flag("tie_word_embeddings", tied) || !weights.source().has("lm_head.weight")
                ? Affine.withoutBias(tokens())
                : weights.linear("lm_head", config.integer("vocab_size"), width(), false);
    }

    Layer rms(String name) {
        return weights.rmsNorm(name, width(), epsilon());
    }

    double epsilon() {
        return config.number("rms_norm_eps", 1e-6);
    }

    /// Attention with all channels rotated by halves, windowed as the configuration says.
    CausalAttention attention(int l, boolean biasQkv, boolean biasOutput) {
        return projected(l, biasQkv, biasOutput).rotary(rotary(l, 1)).window(window(l));
    }

    /// Attention without positions.
    CausalAttention projected(int l, boolean biasQkv, boolean biasOutput) {
        var name = layer(l) + "self_attn.";
        int queries = heads() * headWidth();
        int keys = kvHeads() * headWidth();
        return new CausalAttention(
                weights.linear(name + "q_proj", queries, width(), biasQkv),
                weights.linear(name + "k_proj", keys, width(), biasQkv),
                weights.linear(name + "v_proj", keys, width(), biasQkv),
                weights.linear(name + "o_proj", width(), queries, biasOutput),
                headWidth());
    }

    Rotary rotary(int l, double share) {
        return Rotary.half(frequencies(l, share));
    }

    RotaryFrequencies frequencies(int l, double share) {
        return RotaryConfig.read(config, sliding(l) ? SLIDING : FULL, headWidth(), share);
    }

    int window(int l) {
        return sliding(l) ? config.integer("sliding_window") : 0;
    }

    /// Whether layer l sees a window only: by the list of all layers, or as the family does without one.
    private boolean sliding(int l) {
        if (config.has("layer_types")) {
            return config.entry("layer_types", l).equals(SLIDING);
        }
        return switch (config.text("model_type")) {
            case "mistral", "mixtral", "phi3" -> config.has("sliding_window");
            case "qwen2", "qwen3", "qwen3_moe" ->
                config.flag("use_sliding_window", false) && l >= config.integer("max_window_layers");
            case "gemma2", "gpt_oss" -> l % 2 == 0;
            case "gemma3_text" -> (l + 1) % config.integer("sliding_window_pattern", 6) != 0;
            default -> false;
        };
    }

    /// A gated network under the names of LLaMA.
    Layer gated(String name, int hidden, String activation, boolean bias) {
        return FeedForwards.gated(
                weights.linear(name + "gate_proj", hidden, width(), bias),
                Activations.named(activation),
                weights.linear(name + "up_proj", hidden, width(), bias),
                weights.linear(name + "down_proj", width(), hidden, bias));
    }

    /// The gated network of layer l with the activation of the configuration, without biases.
    Layer gated(int l) {
        return gated(layer(l) + "mlp.", hidden(), config.text("hidden_act", "silu"), false);
    }
}
