package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import tools.jackson.databind.node.ObjectNode;

/// `opt`: the components of GPT-2 with ReLU; one size has norms after the sums and narrower embeddings
/// (Zhang et al. 2022, arXiv:2205.01068).
record OptFamily() implements Family {

    /// Rows of the table of positions before the first.
    private static final int OFFSET = 2;

    private static final String LAYER = "model.decoder.layers.{l}.";
    private static final TensorNames NAMES = TensorNames.withPrefix("model.")
            .same("tokens", "model.decoder.embed_tokens.weight")
            .same("positions", "model.decoder.embed_positions.weight")
            .same("widening", "model.decoder.project_in")
            .same("narrowing", "model.decoder.project_out")
            .rows(
                    "blocks.{l}.attention.qkv",
                    new Part(LAYER + "self_attn.q_proj", Rows.QUERIES),
                    new Part(LAYER + "self_attn.k_proj", Rows.KEYS),
                    new Part(LAYER + "self_attn.v_proj", Rows.KEYS))
            .same("blocks.{l}.attention.output", LAYER + "self_attn.out_proj")
            .same("blocks.{l}.norm1", LAYER + "self_attn_layer_norm")
            .same("blocks.{l}.mlp.up", LAYER + "fc1")
            .same("blocks.{l}.mlp.down", LAYER + "fc2")
            .same("blocks.{l}.norm2", LAYER + "final_layer_norm")
            .same("norm", "model.decoder.final_layer_norm")
            .same("head", "lm_head");

    @Override
    public String modelType() {
        return "opt";
    }

    @Override
    public String architecture() {
        return "OPTForCausalLM";
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
        ConfigKeys.requireOnly(config, "_remove_final_layer_norm", false);
        ConfigKeys.requireOnly(config, "layer_norm_elementwise_affine", true);
        int width = UsualKeys.width(config);
        int heads = config.requireInt("num_attention_heads", 1, ConfigKeys.HEADS);
        int headWidth = ConfigKeys.headWidth("hidden_size", width, "num_attention_heads", heads);
        boolean before = config.booleanOr("do_layer_norm_before", true);
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, "max_position_embeddings"),
                        UsualKeys.layers(config),
                        width)
                .attention(Attention.of(heads, heads, headWidth))
                .feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("activation_function", "relu")),
                        config.requireInt("ffn_dim", 1, ConfigKeys.HIDDEN)))
                .biases(config.booleanOr("enable_bias", true) ? Biases.ALL : Biases.NONE)
                .layout(before ? BlockLayout.PRE : BlockLayout.POST)
                .positions(new Positions.Learned(OFFSET))
                .embedding(Embedding.plain(config.intOr("word_embed_proj_dim", width, 1, ConfigKeys.WIDTH)))
                .output(config.booleanOr("tie_word_embeddings", true) ? Output.TIED : Output.UNTIED)
                .dropout(ConfigKeys.dropout(config, "dropout", 0.1))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Plain) config.feedForward();
        json.put("max_position_embeddings", config.context())
                .put("hidden_size", config.width())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("ffn_dim", feedForward.hidden())
                .put("word_embed_proj_dim", config.embedding().width())
                .put("activation_function", feedForward.activation().label())
                .put("do_layer_norm_before", config.layout() == BlockLayout.PRE)
                .put("enable_bias", config.biases().qkv())
                .put("dropout", ConfigKeys.shortest(config.dropout()))
                .put("attention_dropout", ConfigKeys.shortest(config.dropout()));
    }
}
