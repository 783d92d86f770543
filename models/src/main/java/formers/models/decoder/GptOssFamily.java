package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.TensorNames.Layout;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.Scores;
import formers.tensor.RotaryTable.Pairing;
import tools.jackson.databind.node.ObjectNode;

/// `gpt_oss`: experts with clamped gates, sinks, windows in every other layer (OpenAI 2025,
/// arXiv:2508.10925).
record GptOssFamily() implements Family {

    private static final RotaryKeys.Absent ROTARY = new RotaryKeys.Absent(150_000, 1);
    private static final String LIMIT = "swiglu_limit";
    private static final String EXPERT = "blocks.{l}.mlp.experts.{e}.";
    private static final String EXPERTS = LlamaNames.LAYER + "mlp.experts.";
    private static final TensorNames NAMES = LlamaNames.attention(LlamaNames.norms(LlamaNames.ends()), "o_proj")
            .same("blocks.{l}.attention.sinks", LlamaNames.LAYER + "self_attn.sinks")
            .same("blocks.{l}.mlp.router", LlamaNames.LAYER + "mlp.router")
            .stacked(Layout.STACKED_PAIRS, EXPERT + "gate_up", EXPERTS + "gate_up_proj", EXPERTS + "gate_up_proj_bias")
            .stacked(Layout.STACKED, EXPERT + "down", EXPERTS + "down_proj", EXPERTS + "down_proj_bias");

    @Override
    public String modelType() {
        return "gpt_oss";
    }

    @Override
    public String architecture() {
        return "GptOssForCausalLM";
    }

    @Override
    public TensorNames names() {
        return NAMES;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary
                && config.norm() instanceof Norm.Rms
                && config.feedForward() instanceof FeedForward.Experts experts
                && experts.expert() instanceof FeedForward.ClampedGated;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "hidden_act", "silu");
        var builder = UsualKeys.sizes(config, false);
        var attention = UsualKeys.attention(config);
        UsualKeys.rotary(builder, config, RotaryKeys.read(config, attention.headWidth(), Pairing.HALF, ROTARY));
        var windows = WindowKeys.some(
                config, UsualKeys.layers(config), WindowKeys.size(config, 128), layer -> layer % 2 == 0);
        boolean bias = config.booleanOr("attention_bias", true);
        int count = ExpertKeys.count(config, "num_local_experts");
        var expert = new FeedForward.ClampedGated(
                (float) config.doubleOr(LIMIT, 7, 0, 1e6),
                config.requireInt("intermediate_size", 1, ConfigKeys.HIDDEN));
        return builder.attention(attention.withWindows(windows).withScores(new Scores(0, 0, false, true)))
                .feedForward(new FeedForward.Experts(
                        count,
                        new FeedForward.Router(
                                ExpertKeys.chosen(config, 4, count), true, true, ExpertKeys.balance(config)),
                        expert,
                        0))
                .norm(new Norm.Rms(UsualKeys.epsilon(config, "rms_norm_eps", 1e-5)))
                .layout(BlockLayout.PRE)
                .biases(new Biases(bias, bias, true))
                .build();
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("rms_norm_eps", config.norm(), json);
        RotaryKeys.write(config, json);
        WindowKeys.writeSome(config, json);
        var experts = (FeedForward.Experts) config.feedForward();
        var expert = (FeedForward.ClampedGated) experts.expert();
        json.put("num_local_experts", experts.count())
                .put("num_experts_per_tok", experts.router().chosen())
                .put(ExpertKeys.BALANCE, ConfigKeys.shortest(experts.router().balance()))
                .put("intermediate_size", expert.hidden())
                .put(LIMIT, ConfigKeys.shortest(expert.limit()))
                .put("attention_bias", config.biases().qkv())
                .put("hidden_act", "silu");
    }
}
