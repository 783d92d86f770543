package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import formers.tensor.RotaryTable.Pairing;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `gemma`, `gemma2`, `gemma3_text`: RMSNorm with scales around 1, GeGLU, embeddings times √width; from
/// the second on norms on both sides of each branch and windows in some layers (arXiv:2403.08295,
/// 2408.00118, 2503.19786).
record GemmaFamily(Kind kind) implements Family {

    enum Kind {
        GEMMA("gemma", "GemmaForCausalLM"),
        GEMMA2("gemma2", "Gemma2ForCausalLM"),
        GEMMA3("gemma3_text", "Gemma3ForCausalLM");

        private final String modelType;
        private final String architecture;

        Kind(String modelType, String architecture) {
            this.modelType = modelType;
            this.architecture = architecture;
        }
    }

    private static final String QUERY_SCALE = "query_pre_attn_scalar";
    private static final String SCORE_CAP = "attn_logit_softcapping";
    private static final String FINAL_CAP = "final_logit_softcapping";
    private static final String LOCAL_BASE = "rope_local_base_freq";
    private static final int GEMMA3_PATTERN = 6;
    private static final TensorNames FIRST = LlamaNames.all();
    private static final TensorNames LATER = LlamaNames.gated(LlamaNames.attention(LlamaNames.ends(), "o_proj"))
            .same("blocks.{l}.norm1", LlamaNames.LAYER + "input_layernorm")
            .same("blocks.{l}.norm1_after", LlamaNames.LAYER + "post_attention_layernorm")
            .same("blocks.{l}.norm2", LlamaNames.LAYER + "pre_feedforward_layernorm")
            .same("blocks.{l}.norm2_after", LlamaNames.LAYER + "post_feedforward_layernorm");

    @Override
    public String modelType() {
        return kind.modelType;
    }

    @Override
    public String architecture() {
        return kind.architecture;
    }

    @Override
    public TensorNames names() {
        return kind == Kind.GEMMA ? FIRST : LATER;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary
                && config.norm() instanceof Norm.OffsetRms
                && config.feedForward() instanceof FeedForward.Gated;
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        ConfigKeys.requireOnly(config, "use_bidirectional_attention", false);
        var builder = UsualKeys.sizes(config, true);
        var attention = UsualKeys.attention(config);
        var rotary = rotary(config, attention);
        UsualKeys.rotary(builder, config, rotary);
        int width = UsualKeys.width(config);
        boolean attentionBias = config.booleanOr("attention_bias", false);
        boolean tied = config.booleanOr("tie_word_embeddings", true);
        double cap = kind == Kind.GEMMA ? 0 : config.doubleOr(FINAL_CAP, 0, 0, 1e6);
        return builder.attention(attention(config, attention))
                .feedForward(UsualKeys.gated(config, activation(config)))
                .norm(new Norm.OffsetRms(UsualKeys.epsilon(config, "rms_norm_eps", 1e-6)))
                .layout(kind == Kind.GEMMA ? BlockLayout.PRE : BlockLayout.SANDWICH)
                .biases(new Biases(attentionBias, attentionBias, false))
                .embedding(new Embedding((float) Math.sqrt(width), false, width))
                .output(new Output(tied, false, 1, (float) cap))
                .build();
    }

    /// The first files say `gelu` and mean its tanh form.
    private static String activation(JsonConfig config) {
        var label = config.stringOr("hidden_activation", config.stringOr("hidden_act", "gelu_pytorch_tanh"));
        return label.equals("gelu") ? "gelu_pytorch_tanh" : label;
    }

    private Attention attention(JsonConfig config, Attention plain) {
        if (kind == Kind.GEMMA) {
            return plain;
        }
        double scalar = config.doubleOr(QUERY_SCALE, 256, 1e-6, 1e9);
        double cap = config.doubleOr(SCORE_CAP, 0, 0, 1e6);
        return plain.withScores(Scores.scaled(1 / Math.sqrt(scalar)).withCap(cap))
                .withWindows(windows(config))
                .withQueryKeyNorm(kind == Kind.GEMMA3 ? QueryKeyNorm.PER_HEAD : QueryKeyNorm.NONE);
    }

    private Windows windows(JsonConfig config) {
        int layers = UsualKeys.layers(config);
        int size = WindowKeys.size(config, 4096);
        int pattern = kind == Kind.GEMMA3
                ? config.intOr(
                        "sliding_window_pattern",
                        config.intOr("_sliding_window_pattern", GEMMA3_PATTERN, 1, ConfigKeys.LAYERS),
                        1,
                        ConfigKeys.LAYERS)
                : 2;
        return WindowKeys.some(config, layers, size, layer -> (layer + 1) % pattern != 0);
    }

    private Positions.Rotary rotary(JsonConfig config, Attention attention) {
        if (kind != Kind.GEMMA3) {
            return RotaryKeys.read(config, attention.headWidth(), Pairing.HALF, RotaryKeys.Absent.USUAL);
        }
        var kinds = config.object(RotaryKeys.PARAMETERS).orElse(JsonConfig.empty());
        var full = kinds.object("full_attention").orElse(JsonConfig.empty());
        var local = kinds.object("sliding_attention").orElse(JsonConfig.empty());
        return new Positions.Rotary(
                Pairing.HALF,
                attention.headWidth(),
                RotaryKeys.angles(config, full, config.doubleOr(RotaryKeys.BASE, 1_000_000, 1, 1e12)),
                // A scaling of version 4 is that of the other layers.
                RotaryKeys.angles(JsonConfig.empty(), local, config.doubleOr(LOCAL_BASE, 10_000, 1, 1e12)),
                List.of());
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("rms_norm_eps", config.norm(), json);
        var feedForward = (FeedForward.Gated) config.feedForward();
        UsualKeys.writeGated(feedForward, json);
        json.put("hidden_activation", GateNames.label(feedForward.gate()));
        json.put("attention_bias", config.biases().qkv());
        if (kind == Kind.GEMMA3) {
            writeRotary(config, json);
        } else {
            RotaryKeys.write(config, json);
        }
        if (kind != Kind.GEMMA) {
            writeScores(config, json);
            WindowKeys.writeSome(config, json);
        }
    }

    private static void writeScores(DecoderConfig config, ObjectNode json) {
        var scores = config.attention().scores();
        double scale = scores.scale();
        json.put(QUERY_SCALE, scale == 0 ? config.headWidth() : Math.round(1 / (scale * scale)));
        writeCap(SCORE_CAP, scores.cap(), json);
        writeCap(FINAL_CAP, config.output().cap(), json);
    }

    private static void writeCap(String key, float cap, ObjectNode json) {
        if (cap == 0) {
            json.putNull(key);
        } else {
            json.put(key, ConfigKeys.shortest(cap));
        }
    }

    private static void writeRotary(DecoderConfig config, ObjectNode json) {
        var rotary = (Positions.Rotary) config.positions();
        json.put(RotaryKeys.BASE, rotary.full().base())
                .put(LOCAL_BASE, rotary.windowed().base());
        RotaryKeys.writeOld(rotary.full(), config.context(), json);
        var kinds = json.putObject(RotaryKeys.PARAMETERS);
        RotaryKeys.write(rotary.full(), kinds.putObject("full_attention"));
        RotaryKeys.write(rotary.windowed(), kinds.putObject("sliding_attention"));
    }
}
