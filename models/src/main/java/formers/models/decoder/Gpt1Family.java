package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import tools.jackson.databind.node.ObjectNode;

/// `openai-gpt`: norms after the sums, as in the first Transformer (Radford et al. 2018).
record Gpt1Family() implements Family {

    private static final TensorNames NAMES = TensorNames.withPrefix("transformer.")
            .same("tokens", "transformer.tokens_embed.weight")
            .same("positions", "transformer.positions_embed.weight")
            .transposed("blocks.{l}.attention.qkv", "transformer.h.{l}.attn.c_attn")
            .transposed("blocks.{l}.attention.output", "transformer.h.{l}.attn.c_proj")
            .same("blocks.{l}.norm1", "transformer.h.{l}.ln_1")
            .transposed("blocks.{l}.mlp.up", "transformer.h.{l}.mlp.c_fc")
            .transposed("blocks.{l}.mlp.down", "transformer.h.{l}.mlp.c_proj")
            .same("blocks.{l}.norm2", "transformer.h.{l}.ln_2")
            .same("head", "lm_head")
            .ignoring(".attn.bias", "position_ids");

    @Override
    public String modelType() {
        return "openai-gpt";
    }

    @Override
    public String architecture() {
        return "OpenAIGPTLMHeadModel";
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
        int width = config.requireInt("n_embd", 1, ConfigKeys.WIDTH);
        int heads = config.requireInt("n_head", 1, ConfigKeys.HEADS);
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, config.has("n_positions") ? "n_positions" : "n_ctx"),
                        config.requireInt("n_layer", 1, ConfigKeys.LAYERS),
                        width)
                .attention(Attention.of(heads, heads, ConfigKeys.headWidth("n_embd", width, "n_head", heads)))
                .feedForward(new FeedForward.Plain(activation(config.stringOr("afn", "gelu")), 4 * width))
                .norm(new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true))
                .layout(BlockLayout.POST)
                .output(
                        config.booleanOr("tie_word_embeddings", true)
                                ? DecoderConfig.Output.TIED
                                : DecoderConfig.Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "resid_pdrop", 0.1))
                .build();
    }

    /// This family calls the tanh form `gelu`.
    private static Activation activation(String label) {
        return label.equals("gelu") ? Activation.GELU_TANH : Activation.of(label);
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var activation = ((FeedForward.Plain) config.feedForward()).activation();
        double dropout = ConfigKeys.shortest(config.dropout());
        json.put("n_positions", config.context())
                .put("n_embd", config.width())
                .put("n_layer", config.layers())
                .put("n_head", config.heads())
                .put("afn", activation == Activation.GELU_TANH ? "gelu" : activation.label())
                .put("layer_norm_epsilon", ConfigKeys.shortest(config.norm().epsilon()))
                .put("resid_pdrop", dropout)
                .put("embd_pdrop", dropout)
                .put("attn_pdrop", dropout);
    }
}
