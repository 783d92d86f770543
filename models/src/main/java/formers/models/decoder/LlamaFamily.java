package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable;
import tools.jackson.databind.node.ObjectNode;

/// `llama`: RMSNorm, rotary positions, gated feed-forward network, grouped queries (Touvron et al. 2023,
/// arXiv:2302.13971).
record LlamaFamily() implements Family {

    private static final String LAYER = "model.layers.{l}.";
    private static final TensorNames NAMES = TensorNames.withPrefix("model.")
            .same("tokens", "model.embed_tokens.weight")
            .same("blocks.{l}.norm1", LAYER + "input_layernorm")
            .rows(
                    "blocks.{l}.attention.qkv",
                    new Part(LAYER + "self_attn.q_proj", Rows.QUERIES),
                    new Part(LAYER + "self_attn.k_proj", Rows.KEYS),
                    new Part(LAYER + "self_attn.v_proj", Rows.KEYS))
            .same("blocks.{l}.attention.output", LAYER + "self_attn.o_proj")
            .same("blocks.{l}.norm2", LAYER + "post_attention_layernorm")
            .rows(
                    "blocks.{l}.mlp.gate_up",
                    new Part(LAYER + "mlp.gate_proj", Rows.HIDDEN),
                    new Part(LAYER + "mlp.up_proj", Rows.HIDDEN))
            .same("blocks.{l}.mlp.down", LAYER + "mlp.down_proj")
            .same("norm", "model.norm")
            .same("head", "lm_head")
            .ignoring(".rotary_emb.inv_freq");

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public String architecture() {
        return "LlamaForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean holds(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary(var _, var pairing)
                && pairing == RotaryTable.Pairing.HALF
                && config.norm() instanceof Norm.Rms
                && config.feedForward() instanceof FeedForward.Gated
                && config.biases().qkv() == config.biases().attentionOutput()
                && config.window() == 0;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        int width = config.requireInt("hidden_size", 1, ConfigKeys.WIDTH);
        int heads = config.requireInt("num_attention_heads", 1, ConfigKeys.HEADS);
        if (!config.has("head_dim") && width % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden_size: expected a multiple of num_attention_heads %d, found %d".formatted(heads, width));
        }
        int headWidth = config.intOr("head_dim", width / heads, 1, ConfigKeys.HEAD_WIDTH);
        int context = ConfigKeys.context(config, "max_position_embeddings");
        ConfigKeys.requireRotaryTable(context, headWidth);
        boolean attentionBias = config.booleanOr("attention_bias", false);
        return new DecoderConfig(
                config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                context,
                config.requireInt("num_hidden_layers", 1, ConfigKeys.LAYERS),
                width,
                heads,
                config.intOr("num_key_value_heads", heads, 1, heads),
                headWidth,
                new FeedForward.Gated(
                        GateNames.of(config.stringOr("hidden_act", "silu")),
                        config.requireInt("intermediate_size", 1, ConfigKeys.HIDDEN)),
                new Norm.Rms((float) ConfigKeys.epsilon(config, "rms_norm_eps", 1e-6)),
                new Positions.Rotary(RotaryKeys.base(config), RotaryTable.Pairing.HALF),
                new DecoderConfig.Biases(attentionBias, attentionBias, config.booleanOr("mlp_bias", false)),
                config.booleanOr("tie_word_embeddings", false),
                0,
                ConfigKeys.dropout(config, "attention_dropout", 0));
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Gated) config.feedForward();
        json.put("max_position_embeddings", config.context())
                .put("hidden_size", config.width())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("num_key_value_heads", config.kvHeads())
                .put("head_dim", config.headWidth())
                .put("intermediate_size", feedForward.hidden())
                .put("hidden_act", GateNames.label(feedForward.gate()))
                .put("rms_norm_eps", ConfigKeys.shortest(((Norm.Rms) config.norm()).epsilon()))
                .put("attention_bias", config.biases().qkv())
                .put("mlp_bias", config.biases().feedForward())
                .put("attention_dropout", ConfigKeys.shortest(config.dropout()));
        RotaryKeys.write(((Positions.Rotary) config.positions()).base(), json);
    }
}
