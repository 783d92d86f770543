package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `phi` (1, 1.5, 2): parallel branches, part of each head rotating, biases everywhere (Li et al. 2023,
/// arXiv:2309.05463).
record PhiFamily() implements Family {

    private static final RotaryKeys.Absent ROTARY = new RotaryKeys.Absent(10_000, 0.5);
    private static final TensorNames NAMES = LlamaNames.attention(LlamaNames.ends(), "dense")
            .same("norm", "model.final_layernorm")
            .same("blocks.{l}.norm1", LlamaNames.LAYER + "input_layernorm")
            .same("blocks.{l}.mlp.up", LlamaNames.LAYER + "mlp.fc1")
            .same("blocks.{l}.mlp.down", LlamaNames.LAYER + "mlp.fc2");

    @Override
    public String modelType() {
        return "phi";
    }

    @Override
    public String architecture() {
        return "PhiForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary
                && config.norm() instanceof Norm.Layer
                && config.feedForward() instanceof FeedForward.Plain;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "qk_layernorm", false);
        var builder = UsualKeys.sizes(config, false);
        int headWidth = UsualKeys.attention(config).headWidth();
        UsualKeys.rotary(builder, config, RotaryKeys.read(config, headWidth, Pairing.HALF, ROTARY));
        return builder.feedForward(new FeedForward.Plain(
                        Activation.of(config.stringOr("hidden_act", "gelu_new")),
                        config.requireInt("intermediate_size", 1, ConfigKeys.HIDDEN)))
                .norm(new Norm.Layer(UsualKeys.epsilon(config, "layer_norm_eps", 1e-5), true))
                .layout(BlockLayout.PARALLEL)
                .biases(Biases.ALL)
                .output(new Output(config.booleanOr("tie_word_embeddings", false), true, 1, 0))
                .dropout(ConfigKeys.dropout(config, "resid_pdrop", 0))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("layer_norm_eps", config.norm(), json);
        var feedForward = (FeedForward.Plain) config.feedForward();
        double dropout = ConfigKeys.shortest(config.dropout());
        json.put("intermediate_size", feedForward.hidden())
                .put("hidden_act", feedForward.activation().label())
                .put("resid_pdrop", dropout)
                .put("embd_pdrop", dropout);
        RotaryKeys.write(config, json);
        // The family's own default is not 1.
        json.put(
                "partial_rotary_factor",
                RotaryKeys.part(((Positions.Rotary) config.positions()).rotated(), config.headWidth()));
    }
}
