package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Scores;
import tools.jackson.databind.node.ObjectNode;

/// `gpt2`: LayerNorm, learned positions, multi-head attention, biases everywhere (Radford et al. 2019).
record Gpt2Family() implements Family {

    private static final TensorNames NAMES = TensorNames.withPrefix("transformer.")
            .same("tokens", "transformer.wte.weight")
            .same("positions", "transformer.wpe.weight")
            .same("blocks.{l}.norm1", "transformer.h.{l}.ln_1")
            .transposed("blocks.{l}.attention.qkv", "transformer.h.{l}.attn.c_attn")
            .transposed("blocks.{l}.attention.output", "transformer.h.{l}.attn.c_proj")
            .same("blocks.{l}.norm2", "transformer.h.{l}.ln_2")
            .transposed("blocks.{l}.mlp.up", "transformer.h.{l}.mlp.c_fc")
            .transposed("blocks.{l}.mlp.down", "transformer.h.{l}.mlp.c_proj")
            .same("norm", "transformer.ln_f")
            .same("head", "lm_head")
            .ignoring(".attn.bias", ".attn.masked_bias");

    @Override
    public String modelType() {
        return "gpt2";
    }

    @Override
    public String architecture() {
        return "GPT2LMHeadModel";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.norm() instanceof Norm.Layer && config.feedForward() instanceof FeedForward.Plain;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "add_cross_attention", false);
        int width = config.requireInt("n_embd", 1, ConfigKeys.WIDTH);
        int heads = config.requireInt("n_head", 1, ConfigKeys.HEADS);
        int headWidth = ConfigKeys.headWidth("n_embd", width, "n_head", heads);
        float scale = config.booleanOr("scale_attn_weights", true) ? 0 : 1;
        var scores = new Scores(scale, 0, config.booleanOr("scale_attn_by_inverse_layer_idx", false), false);
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, config.has("n_positions") ? "n_positions" : "n_ctx"),
                        config.requireInt("n_layer", 1, ConfigKeys.LAYERS),
                        width)
                .attention(Attention.of(heads, heads, headWidth).withScores(scores))
                .feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("activation_function", "gelu_new")),
                        config.intOr("n_inner", 4 * width, 1, ConfigKeys.HIDDEN)))
                .norm(new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true))
                .output(config.booleanOr("tie_word_embeddings", true) ? Output.TIED : Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "resid_pdrop", 0.1))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Plain) config.feedForward();
        double dropout = ConfigKeys.shortest(config.dropout());
        json.put("n_positions", config.context())
                .put("n_embd", config.width())
                .put("n_layer", config.layers())
                .put("n_head", config.heads())
                .put("n_inner", feedForward.hidden())
                .put("activation_function", feedForward.activation().label())
                .put("layer_norm_epsilon", ConfigKeys.shortest(config.norm().epsilon()))
                .put("scale_attn_weights", config.attention().scores().scale() == 0)
                .put(
                        "scale_attn_by_inverse_layer_idx",
                        config.attention().scores().dividedByDepth())
                .put("resid_pdrop", dropout)
                .put("embd_pdrop", dropout)
                .put("attn_pdrop", dropout);
    }
}
