package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.QueryKeyNorm;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `olmo2`: RMSNorm after each branch, and of all queries and keys together (Walsh et al. 2025,
/// arXiv:2501.00656).
record Olmo2Family() implements Family {

    private static final TensorNames NAMES = LlamaNames.gated(LlamaNames.attention(LlamaNames.ends(), "o_proj"))
            .same("blocks.{l}.norm1", LlamaNames.LAYER + "post_attention_layernorm")
            .same("blocks.{l}.norm2", LlamaNames.LAYER + "post_feedforward_layernorm");

    @Override
    public String modelType() {
        return "olmo2";
    }

    @Override
    public String architecture() {
        return "Olmo2ForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary
                && config.norm() instanceof Norm.Rms
                && config.feedForward() instanceof FeedForward.Gated;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        var builder = UsualKeys.sizes(config, false);
        var attention = UsualKeys.attention(config);
        UsualKeys.rotary(
                builder, config, RotaryKeys.read(config, attention.headWidth(), Pairing.HALF, RotaryKeys.Absent.USUAL));
        boolean bias = config.booleanOr("attention_bias", false);
        return builder.attention(attention.withQueryKeyNorm(QueryKeyNorm.ACROSS_HEADS))
                .feedForward(UsualKeys.gated(config))
                .norm(new Norm.Rms(UsualKeys.epsilon(config, "rms_norm_eps", 1e-5)))
                .layout(BlockLayout.AFTER_BRANCH)
                .biases(new Biases(bias, bias, false))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("rms_norm_eps", config.norm(), json);
        UsualKeys.writeGated((FeedForward.Gated) config.feedForward(), json);
        RotaryKeys.write(config, json);
        json.put("attention_bias", config.biases().qkv());
    }
}
