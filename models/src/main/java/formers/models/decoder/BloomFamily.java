package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import tools.jackson.databind.node.ObjectNode;

/// `bloom`: ALiBi, a norm of the embeddings (Le Scao et al. 2022, arXiv:2211.05100).
record BloomFamily() implements Family {

    /// ALiBi has no end of its own; the models were trained on texts of this many tokens.
    private static final int CONTEXT = 2048;

    private static final String LAYER = "transformer.h.{l}.";
    private static final TensorNames NAMES = TensorNames.withPrefix("transformer.")
            .same("tokens", "transformer.word_embeddings.weight")
            .same("embedding_norm", "transformer.word_embeddings_layernorm")
            .same("blocks.{l}.norm1", LAYER + "input_layernorm")
            .heads("blocks.{l}.attention.qkv", LAYER + "self_attention.query_key_value")
            .same("blocks.{l}.attention.output", LAYER + "self_attention.dense")
            .same("blocks.{l}.norm2", LAYER + "post_attention_layernorm")
            .same("blocks.{l}.mlp.up", LAYER + "mlp.dense_h_to_4h")
            .same("blocks.{l}.mlp.down", LAYER + "mlp.dense_4h_to_h")
            .same("norm", "transformer.ln_f")
            .same("head", "lm_head");

    @Override
    public String modelType() {
        return "bloom";
    }

    @Override
    public String architecture() {
        return "BloomForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.norm() instanceof Norm.Layer && config.positions() instanceof Positions.Alibi;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "apply_residual_connection_post_layernorm", false);
        int width = config.requireInt(config.has("hidden_size") ? "hidden_size" : "n_embed", 1, ConfigKeys.WIDTH);
        var headsKey = config.has("n_head") ? "n_head" : "num_attention_heads";
        int heads = config.requireInt(headsKey, 1, ConfigKeys.HEADS);
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        config.intOr("seq_length", CONTEXT, 1, ConfigKeys.CONTEXT),
                        config.requireInt(
                                config.has("n_layer") ? "n_layer" : "num_hidden_layers", 1, ConfigKeys.LAYERS),
                        width)
                .attention(Attention.of(heads, heads, ConfigKeys.headWidth("hidden_size", width, headsKey, heads)))
                .feedForward(new FeedForward.Plain(Activation.GELU_TANH, 4 * width))
                .norm(new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true))
                .positions(new Positions.Alibi())
                .embedding(new Embedding(1, true, width))
                .output(config.booleanOr("tie_word_embeddings", true) ? Output.TIED : Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "hidden_dropout", 0))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        json.put("seq_length", config.context())
                .put("hidden_size", config.width())
                .put("n_layer", config.layers())
                .put("n_head", config.heads())
                .put("layer_norm_epsilon", ConfigKeys.shortest(config.norm().epsilon()))
                .put("hidden_dropout", ConfigKeys.shortest(config.dropout()))
                .put("attention_dropout", ConfigKeys.shortest(config.dropout()));
    }
}
