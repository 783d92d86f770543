package formers.models.decoder;

import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.RotaryScaling;
import java.util.LinkedHashMap;
import java.util.Map;

/// The metadata of a decoder in a GGUF file.
final class GgufDescription {

    private final GgufArchitecture architecture;
    private final DecoderConfig config;
    private final Map<String, Object> pairs = new LinkedHashMap<>();

    GgufDescription(GgufArchitecture architecture, DecoderConfig config) {
        this.architecture = architecture;
        this.config = config;
    }

    Map<String, Object> pairs() {
        pairs.put("general.architecture", architecture.label());
        putSizes();
        if (config.feedForward() instanceof FeedForward.Experts experts) {
            GgufExperts.describe(experts, this);
        }
        if (config.positions() instanceof Positions.Rotary rotary) {
            put("rope.dimension_count", rotary.rotated());
            put("rope.freq_base", (float) rotary.full().base());
            put(rotary.full().scaling());
        }
        int window = WindowKeys.size(config.attention().windows());
        if (window > 0) {
            put("attention.sliding_window", window);
        }
        putOthers();
        return pairs;
    }

    private void putSizes() {
        var attention = config.attention();
        put("context_length", config.context());
        put("embedding_length", config.width());
        put("block_count", config.layers());
        put("feed_forward_length", config.feedForward().hidden());
        put("attention.head_count", attention.heads());
        put("attention.head_count_kv", attention.kvHeads());
        put("attention.key_length", attention.headWidth());
        put("attention.value_length", attention.headWidth());
        boolean rms = !(config.norm() instanceof Norm.Layer);
        put(
                rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon",
                config.norm().epsilon());
        put("vocab_size", config.vocabulary());
    }

    /// What one architecture alone has a key for.
    private void putOthers() {
        switch (architecture) {
            case GEMMA2 -> {
                put("attn_logit_softcapping", config.attention().scores().cap());
                put("final_logit_softcapping", config.output().cap());
            }
            case COMMAND_R, COHERE2 -> put("logit_scale", config.output().scale());
            case GPTNEOX -> put("use_parallel_residual", config.layout() == BlockLayout.PARALLEL_TWO_NORMS);
            case STABLELM -> put("use_parallel_residual", config.layout() == BlockLayout.PARALLEL);
            case MPT -> put("attention.max_alibi_bias", 8f);
            case LLAMA,
                    QWEN2,
                    QWEN3,
                    QWEN2MOE,
                    QWEN3MOE,
                    SMOLLM3,
                    GPT_OSS,
                    OLMO2,
                    GEMMA,
                    GEMMA3,
                    PHI2,
                    PHI3,
                    GPT2,
                    BLOOM,
                    FALCON,
                    STARCODER2 -> {}
        }
    }

    private void put(RotaryScaling scaling) {
        switch (scaling) {
            case RotaryScaling.None() -> {}
            case RotaryScaling.Linear(var factor) -> {
                put("rope.scaling.type", "linear");
                put("rope.scaling.factor", (float) factor);
            }
            case RotaryScaling.Yarn yarn -> {
                put("rope.scaling.type", "yarn");
                put("rope.scaling.factor", (float) yarn.factor());
                put("rope.scaling.original_context_length", yarn.original());
                double usual = RotaryScaling.Yarn.recommended(yarn.factor());
                put("rope.scaling.attn_factor", (float) (yarn.attentionFactor() / usual));
                put("rope.scaling.yarn_beta_fast", (float) yarn.fast());
                put("rope.scaling.yarn_beta_slow", (float) yarn.slow());
            }
            case RotaryScaling.LongRope longRope -> {
                put("rope.scaling.original_context_length", longRope.original());
                put("rope.scaling.attn_factor", (float) longRope.attentionFactor());
            }
            case RotaryScaling other ->
                throw new IllegalArgumentException("GGUF cannot describe the scaling of rotary positions " + other);
        }
    }

    /// Adds a pair, behind the name of the architecture.
    GgufDescription put(String name, Object value) {
        pairs.put(architecture.label() + "." + name, value);
        return this;
    }
}
