package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `cohere` (Command R): parallel branches, LayerNorm without shift, interleaved rotary positions, scaled
/// scores.
record CohereFamily() implements Family {

    private static final TensorNames NAMES = LlamaNames.all();

    @Override
    public String modelType() {
        return "cohere";
    }

    @Override
    public String architecture() {
        return "CohereForCausalLM";
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
        ConfigKeys.requireOnly(config, "use_qk_norm", false);
        var builder = UsualKeys.sizes(config, true);
        int headWidth = UsualKeys.attention(config).headWidth();
        UsualKeys.rotary(
                builder, config, RotaryKeys.read(config, headWidth, Pairing.INTERLEAVED, RotaryKeys.Absent.USUAL));
        boolean bias = config.booleanOr("attention_bias", false);
        boolean tied = config.booleanOr("tie_word_embeddings", true);
        return builder.feedForward(UsualKeys.gated(config))
                .norm(new Norm.Layer(UsualKeys.epsilon(config, "layer_norm_eps", 1e-5), false))
                .layout(BlockLayout.PARALLEL)
                .biases(new Biases(bias, bias, false))
                .output(new Output(tied, false, (float) config.doubleOr("logit_scale", 0.0625, 0, 1e6), 0))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("layer_norm_eps", config.norm(), json);
        UsualKeys.writeGated((FeedForward.Gated) config.feedForward(), json);
        RotaryKeys.write(config, json);
        json.put("attention_bias", config.biases().qkv())
                .put("logit_scale", ConfigKeys.shortest(config.output().scale()));
    }
}
