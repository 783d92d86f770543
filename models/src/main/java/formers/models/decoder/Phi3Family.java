package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `phi3`: the components of LLaMA with fused projections and long rotary positions (Abdin et al. 2024,
/// arXiv:2404.14219).
record Phi3Family() implements Family {

    private static final TensorNames NAMES = LlamaNames.norms(LlamaNames.ends())
            .same("blocks.{l}.attention.qkv", LlamaNames.LAYER + "self_attn.qkv_proj")
            .same("blocks.{l}.attention.output", LlamaNames.LAYER + "self_attn.o_proj")
            .same("blocks.{l}.mlp.gate_up", LlamaNames.LAYER + "mlp.gate_up_proj")
            .same("blocks.{l}.mlp.down", LlamaNames.LAYER + "mlp.down_proj");

    @Override
    public String modelType() {
        return "phi3";
    }

    @Override
    public String architecture() {
        return "Phi3ForCausalLM";
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
        return builder.attention(attention.withWindows(WindowKeys.everywhere(config)))
                .feedForward(UsualKeys.gated(config))
                .norm(new Norm.Rms(UsualKeys.epsilon(config, "rms_norm_eps", 1e-5)))
                .layout(BlockLayout.PRE)
                .dropout(ConfigKeys.dropout(config, "resid_pdrop", 0))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("rms_norm_eps", config.norm(), json);
        UsualKeys.writeGated((FeedForward.Gated) config.feedForward(), json);
        double dropout = ConfigKeys.shortest(config.dropout());
        json.put("resid_pdrop", dropout).put("embd_pdrop", dropout);
        RotaryKeys.write(config, json);
        WindowKeys.writeEverywhere(config, json);
    }
}
