package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `gptj`: parallel branches, part of each head rotating in neighbouring pairs (Wang & Komatsuzaki 2021).
record GptJFamily() implements Family {

    private static final double BASE = 10_000;
    private static final String LAYER = "transformer.h.{l}.";
    private static final TensorNames NAMES = TensorNames.withPrefix("transformer.")
            .same("tokens", "transformer.wte.weight")
            .same("blocks.{l}.norm1", LAYER + "ln_1")
            .rows(
                    "blocks.{l}.attention.qkv",
                    new Part(LAYER + "attn.q_proj", Rows.QUERIES),
                    new Part(LAYER + "attn.k_proj", Rows.KEYS),
                    new Part(LAYER + "attn.v_proj", Rows.KEYS))
            .same("blocks.{l}.attention.output", LAYER + "attn.out_proj")
            .same("blocks.{l}.mlp.up", LAYER + "mlp.fc_in")
            .same("blocks.{l}.mlp.down", LAYER + "mlp.fc_out")
            .same("norm", "transformer.ln_f")
            .same("head", "lm_head")
            .ignoring(".attn.bias", ".attn.masked_bias", ".attn.embed_positions");

    @Override
    public String modelType() {
        return "gptj";
    }

    @Override
    public String architecture() {
        return "GPTJForCausalLM";
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
        int width = config.requireInt("n_embd", 1, ConfigKeys.WIDTH);
        int heads = config.requireInt("n_head", 1, ConfigKeys.HEADS);
        int headWidth = ConfigKeys.headWidth("n_embd", width, "n_head", heads);
        int rotated = config.intOr("rotary_dim", headWidth, 2, headWidth);
        return DecoderConfig.of(
                        config.requireInt("vocab_size", 1, ConfigKeys.VOCABULARY),
                        ConfigKeys.context(config, "n_positions"),
                        config.requireInt("n_layer", 1, ConfigKeys.LAYERS),
                        width)
                .attention(Attention.of(heads, heads, headWidth))
                .feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("activation_function", "gelu_new")),
                        config.intOr("n_inner", 4 * width, 1, ConfigKeys.HIDDEN)))
                .norm(new Norm.Layer((float) ConfigKeys.epsilon(config, "layer_norm_epsilon", 1e-5), true))
                .layout(BlockLayout.PARALLEL)
                .positions(Positions.Rotary.of(Pairing.INTERLEAVED, rotated, BASE))
                .biases(new Biases(false, false, true))
                .output(new Output(config.booleanOr("tie_word_embeddings", false), true, 1, 0))
                .dropout(ConfigKeys.dropout(config, "resid_pdrop", 0))
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
                .put("rotary_dim", ((Positions.Rotary) config.positions()).rotated())
                .put("activation_function", feedForward.activation().label())
                .put("layer_norm_epsilon", ConfigKeys.shortest(config.norm().epsilon()))
                .put("resid_pdrop", dropout)
                .put("embd_pdrop", dropout)
                .put("attn_pdrop", dropout);
    }
}
