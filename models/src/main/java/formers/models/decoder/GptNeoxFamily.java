package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.nn.Activation;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `gpt_neox`, Pythia too: parallel branches with a norm each, a quarter of each head rotating (Black et
/// al. 2022, arXiv:2204.06745).
record GptNeoxFamily() implements Family {

    private static final RotaryKeys.Absent ROTARY = new RotaryKeys.Absent(10_000, 0.25);
    private static final String LAYER = "gpt_neox.layers.{l}.";
    private static final TensorNames NAMES = TensorNames.withPrefix("gpt_neox.")
            .same("tokens", "gpt_neox.embed_in.weight")
            .same("blocks.{l}.norm1", LAYER + "input_layernorm")
            .same("blocks.{l}.norm2", LAYER + "post_attention_layernorm")
            .heads("blocks.{l}.attention.qkv", LAYER + "attention.query_key_value")
            .same("blocks.{l}.attention.output", LAYER + "attention.dense")
            .same("blocks.{l}.mlp.up", LAYER + "mlp.dense_h_to_4h")
            .same("blocks.{l}.mlp.down", LAYER + "mlp.dense_4h_to_h")
            .same("norm", "gpt_neox.final_layer_norm")
            .same("head", "embed_out")
            .ignoring(".attention.bias", ".attention.masked_bias", ".rotary_emb.inv_freq");

    @Override
    public String modelType() {
        return "gpt_neox";
    }

    @Override
    public String architecture() {
        return "GPTNeoXForCausalLM";
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
        ConfigKeys.requireOnly(config, "attention_bias", true);
        var builder = UsualKeys.sizes(config, false);
        int headWidth = UsualKeys.attention(config).headWidth();
        UsualKeys.rotary(builder, config, RotaryKeys.read(config, headWidth, Pairing.HALF, ROTARY));
        boolean parallel = config.booleanOr("use_parallel_residual", true);
        return builder.feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("hidden_act", "gelu")),
                        config.requireInt("intermediate_size", 1, ConfigKeys.HIDDEN)))
                .norm(new Norm.Layer(UsualKeys.epsilon(config, "layer_norm_eps", 1e-5), true))
                .layout(parallel ? BlockLayout.PARALLEL_TWO_NORMS : BlockLayout.PRE)
                .biases(Biases.ALL)
                .dropout(ConfigKeys.dropout(config, "hidden_dropout", 0))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        var feedForward = (FeedForward.Plain) config.feedForward();
        var rotary = (Positions.Rotary) config.positions();
        UsualKeys.writeSizes(config, json);
        json.remove(List.of("num_key_value_heads", "head_dim"));
        UsualKeys.writeEpsilon("layer_norm_eps", config.norm(), json);
        double part = RotaryKeys.part(rotary.rotated(), config.headWidth());
        RotaryKeys.write(config, json);
        json.put("intermediate_size", feedForward.hidden())
                .put("hidden_act", feedForward.activation().label())
                .put("use_parallel_residual", config.layout() == BlockLayout.PARALLEL_TWO_NORMS)
                .put("rotary_pct", part)
                .put("rotary_emb_base", rotary.full().base())
                .put("hidden_dropout", ConfigKeys.shortest(config.dropout()));
    }
}
