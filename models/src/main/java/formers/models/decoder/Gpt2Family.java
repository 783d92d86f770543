package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
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
    public boolean holds(DecoderConfig config) {
        return config.positions() instanceof Positions.Learned
                && config.norm() instanceof Norm.Layer(var _, var bias)
                && bias
                && config.feedForward() instanceof FeedForward.Plain
                && config.biases().equals(DecoderConfig.Biases.ALL)
                && config.kvHeads() == config.heads()
                && config.heads() * config.headWidth() == config.width()
                && config.window() == 0;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "scale_attn_weights", true);
        ConfigKeys.requireOnly(config, "scale_attn_by_inverse_layer_idx", false);
        ConfigKeys.requireOnly(config, "add_cross_attention", false);
        int width = config.requireInt("n_embd", 1, ConfigKeys.WIDTH);
        int heads = config.requireInt("n_head", 1, ConfigKeys.HEADS);
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "n_embd: expected a multiple of n_head %d, found %d".formatted(heads, width));
        }
        return new DecoderConfig(
                config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                ConfigKeys.context(config, config.has("n_positions") ? "n_positions" : "n_ctx"),
                config.requireInt("n_layer", 1, ConfigKeys.LAYERS),
                width,
                heads,
                heads,
                width / heads,
                new FeedForward.Plain(
                        Activation.of(config.stringOr("activation_function", "gelu_new")),
                        config.intOr("n_inner", 4 * width, 1, ConfigKeys.HIDDEN)),
                new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true),
                new Positions.Learned(),
                DecoderConfig.Biases.ALL,
                config.booleanOr("tie_word_embeddings", true),
                0,
                ConfigKeys.dropout(config, "resid_pdrop", 0.1));
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Plain) config.feedForward();
        var norm = (Norm.Layer) config.norm();
        double dropout = ConfigKeys.shortest(config.dropout());
        json.put("n_positions", config.context())
                .put("n_embd", config.width())
                .put("n_layer", config.layers())
                .put("n_head", config.heads())
                .put("n_inner", feedForward.hidden())
                .put("activation_function", feedForward.activation().label())
                .put("layer_norm_epsilon", ConfigKeys.shortest(norm.epsilon()))
                .put("resid_pdrop", dropout)
                .put("embd_pdrop", dropout)
                .put("attn_pdrop", dropout);
    }
}
