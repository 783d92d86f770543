package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `falcon` as its 7B model: multi-query attention, parallel branches, no biases (Almazrouei et al. 2023,
/// arXiv:2311.16867).
record FalconFamily() implements Family {

    private static final int CONTEXT = 2048;
    private static final String LAYER = "transformer.h.{l}.";
    private static final TensorNames NAMES = TensorNames.withPrefix("transformer.")
            .same("tokens", "transformer.word_embeddings.weight")
            .same("blocks.{l}.norm1", LAYER + "input_layernorm")
            .same("blocks.{l}.norm2", LAYER + "post_attention_layernorm")
            .same("blocks.{l}.attention.qkv", LAYER + "self_attention.query_key_value")
            .same("blocks.{l}.attention.output", LAYER + "self_attention.dense")
            .same("blocks.{l}.mlp.up", LAYER + "mlp.dense_h_to_4h")
            .same("blocks.{l}.mlp.down", LAYER + "mlp.dense_4h_to_h")
            .same("norm", "transformer.ln_f")
            .same("head", "lm_head")
            .ignoring(".rotary_emb.inv_freq");

    @Override
    public String modelType() {
        return "falcon";
    }

    @Override
    public String architecture() {
        return "FalconForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.norm() instanceof Norm.Layer
                && config.feedForward() instanceof FeedForward.Plain
                && config.positions() instanceof Positions.Rotary;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "multi_query", true);
        ConfigKeys.requireOnly(config, "alibi", false);
        ConfigKeys.requireOnly(config, "new_decoder_architecture", false);
        int width = UsualKeys.width(config);
        int heads = config.requireInt("num_attention_heads", 1, ConfigKeys.HEADS);
        int headWidth = ConfigKeys.headWidth("hidden_size", width, "num_attention_heads", heads);
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        config.intOr("max_position_embeddings", CONTEXT, 1, ConfigKeys.CONTEXT),
                        UsualKeys.layers(config),
                        width)
                .attention(Attention.of(heads, 1, headWidth))
                .feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("activation", "gelu")),
                        config.intOr("ffn_hidden_size", 4 * width, 1, ConfigKeys.HIDDEN)))
                .norm(new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true))
                .layout(config.booleanOr("parallel_attn", true) ? BlockLayout.PARALLEL : BlockLayout.PRE)
                .positions(RotaryKeys.read(config, headWidth, Pairing.HALF, RotaryKeys.Absent.USUAL))
                .biases(config.booleanOr("bias", false) ? Biases.ALL : Biases.NONE)
                .output(config.booleanOr("tie_word_embeddings", true) ? Output.TIED : Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "hidden_dropout", 0))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Plain) config.feedForward();
        json.put("max_position_embeddings", config.context())
                .put("hidden_size", config.width())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("ffn_hidden_size", feedForward.hidden())
                .put("activation", feedForward.activation().label())
                .put("layer_norm_epsilon", ConfigKeys.shortest(config.norm().epsilon()))
                .put("multi_query", true)
                .put("alibi", false)
                .put("new_decoder_architecture", false)
                .put("parallel_attn", config.layout() == BlockLayout.PARALLEL)
                .put("bias", config.biases().qkv())
                .put("hidden_dropout", ConfigKeys.shortest(config.dropout()))
                .put("attention_dropout", ConfigKeys.shortest(config.dropout()));
        RotaryKeys.write(config, json);
    }
}
