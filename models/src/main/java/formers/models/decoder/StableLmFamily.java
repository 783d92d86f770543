package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `stablelm`: the components of LLaMA with LayerNorm, a quarter of each head rotating (Bellagente et al.
/// 2024, arXiv:2402.17834).
record StableLmFamily() implements Family {

    private static final TensorNames NAMES = LlamaNames.all();
    private static final RotaryKeys.Absent ROTARY = new RotaryKeys.Absent(10_000, 0.25);

    @Override
    public String modelType() {
        return "stablelm";
    }

    @Override
    public String architecture() {
        return "StableLmForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary
                && config.norm() instanceof Norm.Layer
                && config.feedForward() instanceof FeedForward.Gated;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "qk_layernorm", false);
        var builder = UsualKeys.sizes(config, false);
        int headWidth = UsualKeys.attention(config).headWidth();
        UsualKeys.rotary(builder, config, RotaryKeys.read(config, headWidth, Pairing.HALF, ROTARY));
        boolean parallel = config.booleanOr("use_parallel_residual", false);
        return builder.feedForward(UsualKeys.gated(config))
                .norm(new Norm.Layer(UsualKeys.epsilon(config, "layer_norm_eps", 1e-5), true))
                .layout(parallel ? BlockLayout.PARALLEL : BlockLayout.PRE)
                .biases(new Biases(config.booleanOr("use_qkv_bias", false), false, false))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("layer_norm_eps", config.norm(), json);
        UsualKeys.writeGated((FeedForward.Gated) config.feedForward(), json);
        RotaryKeys.write(config, json);
        // The family's own default is not 1.
        json.put(
                "partial_rotary_factor",
                RotaryKeys.part(((Positions.Rotary) config.positions()).rotated(), config.headWidth()));
        json.put("use_qkv_bias", config.biases().qkv())
                .put("use_parallel_residual", config.layout() == BlockLayout.PARALLEL);
    }
}
