package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import tools.jackson.databind.node.ObjectNode;

/// The keys of `config.json` that the families since LLaMA have in common: sizes, heads, a gated network,
/// tying.
final class UsualKeys {

    private UsualKeys() {}

    /// A decoder of the sizes in the file, with heads, output and dropout; other components are still to
    /// be chosen.
    ///
    /// @param tied what an absent `tie_word_embeddings` means
    static DecoderBuilder sizes(JsonConfig config, boolean tied) {
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, "max_position_embeddings"),
                        layers(config),
                        width(config))
                .attention(attention(config))
                .biases(DecoderConfig.Biases.NONE)
                .output(config.booleanOr("tie_word_embeddings", tied) ? Output.TIED : Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "attention_dropout", 0));
    }

    static int layers(JsonConfig config) {
        return config.requireInt("num_hidden_layers", 1, ConfigKeys.LAYERS);
    }

    static int width(JsonConfig config) {
        return config.requireInt("hidden_size", 1, ConfigKeys.WIDTH);
    }

    static Attention attention(JsonConfig config) {
        int heads = config.requireInt("num_attention_heads", 1, ConfigKeys.HEADS);
        int headWidth = config.has("head_dim")
                ? config.requireInt("head_dim", 1, ConfigKeys.HEAD_WIDTH)
                : ConfigKeys.headWidth("hidden_size", width(config), "num_attention_heads", heads);
        return Attention.of(heads, config.intOr("num_key_value_heads", heads, 1, heads), headWidth);
    }

    static FeedForward.Gated gated(JsonConfig config, String activation) {
        return new FeedForward.Gated(
                GateNames.of(activation), config.requireInt("intermediate_size", 1, ConfigKeys.HIDDEN));
    }

    static FeedForward.Gated gated(JsonConfig config) {
        return gated(config, config.stringOr("hidden_act", "silu"));
    }

    static float epsilon(JsonConfig config, String key, double fallback) {
        return (float) ConfigKeys.epsilon(config, key, fallback);
    }

    /// Rotary positions, and the context they reach.
    static void rotary(DecoderBuilder builder, JsonConfig config, Positions.Rotary rotary) {
        int stored = ConfigKeys.context(config, "max_position_embeddings");
        builder.positions(rotary).context(RotaryKeys.context(rotary.full(), stored));
    }

    /// Writes what [#sizes] reads.
    static void writeSizes(DecoderConfig config, ObjectNode json) {
        int context = config.positions() instanceof Positions.Rotary rotary
                ? RotaryKeys.stored(rotary.full(), config.context())
                : config.context();
        json.put("max_position_embeddings", context)
                .put("hidden_size", config.width())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("num_key_value_heads", config.kvHeads())
                .put("head_dim", config.headWidth())
                .put("attention_dropout", ConfigKeys.shortest(config.dropout()));
    }

    static void writeGated(FeedForward.Gated feedForward, ObjectNode json) {
        json.put("intermediate_size", feedForward.hidden()).put("hidden_act", GateNames.label(feedForward.gate()));
    }

    static void writeEpsilon(String key, Norm norm, ObjectNode json) {
        json.put(key, ConfigKeys.shortest(norm.epsilon()));
    }
}
