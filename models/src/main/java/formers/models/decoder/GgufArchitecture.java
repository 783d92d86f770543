package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.RotaryScaling;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/// The architectures of GGUF files that this decoder can be: the components each of them stands for.
enum GgufArchitecture {
    LLAMA(new LlamaFamily(LlamaFamily.Kind.LLAMA), GgufNames.LLAMA),
    QWEN2(new LlamaFamily(LlamaFamily.Kind.QWEN2), GgufNames.LLAMA),
    QWEN3(new LlamaFamily(LlamaFamily.Kind.QWEN3), GgufNames.LLAMA),
    GEMMA(new GemmaFamily(GemmaFamily.Kind.GEMMA), GgufNames.LLAMA),
    GEMMA2(new GemmaFamily(GemmaFamily.Kind.GEMMA2), GgufNames.GEMMA2),
    GEMMA3(new GemmaFamily(GemmaFamily.Kind.GEMMA3), GgufNames.GEMMA2),
    PHI2(new PhiFamily(), GgufNames.GPT2),
    PHI3(new Phi3Family(), GgufNames.PHI3),
    GPT2(new Gpt2Family(), GgufNames.GPT2);

    private static final double GEMMA3_LOCAL_BASE = 10_000;
    private static final int GEMMA3_PATTERN = 6;
    private static final int GEMMA2_27B_LAYERS = 46;
    private static final int GEMMA3_27B_LAYERS = 62;

    private final Family family;
    private final TensorNames names;

    GgufArchitecture(Family family, TensorNames names) {
        this.family = family;
        this.names = names;
    }

    /// The value of `general.architecture`.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The family of Hugging Face's that has the same components.
    Family family() {
        return family;
    }

    TensorNames names() {
        return names;
    }

    /// Whether rows of query and key heads lie as Meta's first files had them: channels that turn together
    /// side by
    /// side.
    boolean interleaved() {
        return this == LLAMA;
    }

    /// Whether scales of norms have 1 added that the decoder adds itself.
    boolean offsetNorms() {
        return this == GEMMA || this == GEMMA2 || this == GEMMA3;
    }

    /// The components of a file.
    ///
    /// @param tied   whether there is no output matrix besides the embedding
    /// @param biased whether the attention has biases
    DecoderConfig read(GgufKeys keys, boolean tied, boolean biased) {
        var output = tied ? Output.TIED : Output.UNTIED;
        var plain = keys.attention();
        var builder = DecoderConfig.of(keys.vocabulary(), keys.context(), keys.layers(), keys.width())
                .attention(plain)
                .feedForward(new FeedForward.Gated(offsetNorms() ? Gate.GELU_TANH : Gate.SILU, keys.hidden()))
                .norm(offsetNorms() ? new Norm.OffsetRms(keys.epsilon()) : new Norm.Rms(keys.epsilon()))
                .layout(BlockLayout.PRE)
                .positions(Positions.Rotary.of(Pairing.HALF, keys.rotated(plain.headWidth()), keys.angles(10_000)))
                .biases(new Biases(biased, false, false))
                .output(output);
        switch (this) {
            case LLAMA -> builder.biases(new Biases(biased, biased, false));
            case QWEN2 -> {}
            case QWEN3 -> builder.attention(plain.withQueryKeyNorm(QueryKeyNorm.PER_HEAD));
            case PHI3 -> builder.attention(plain.withWindows(Windows.repeating(keys.window())));
            case GEMMA -> builder.embedding(scaled(keys));
            case GEMMA2 ->
                builder.embedding(scaled(keys))
                        .layout(BlockLayout.SANDWICH)
                        .output(new Output(tied, false, 1, (float) keys.number("final_logit_softcapping", 0)))
                        .attention(plain.withScores(scores(keys, plain, GEMMA2_27B_LAYERS)
                                        .withCap(keys.number("attn_logit_softcapping", 0)))
                                .withWindows(windows(keys, layer -> layer % 2 == 0)));
            case GEMMA3 ->
                builder.embedding(scaled(keys))
                        .layout(BlockLayout.SANDWICH)
                        .positions(new Positions.Rotary(
                                Pairing.HALF,
                                plain.headWidth(),
                                keys.angles(1_000_000),
                                new Positions.Angles(GEMMA3_LOCAL_BASE, new RotaryScaling.None()),
                                List.of()))
                        .attention(plain.withScores(scores(keys, plain, GEMMA3_27B_LAYERS))
                                .withQueryKeyNorm(QueryKeyNorm.PER_HEAD)
                                .withWindows(windows(keys, layer -> (layer + 1) % GEMMA3_PATTERN != 0)));
            case PHI2 ->
                builder.feedForward(new FeedForward.Plain(Activation.GELU_TANH, keys.hidden()))
                        .norm(new Norm.Layer(keys.epsilon(), true))
                        .layout(BlockLayout.PARALLEL)
                        .biases(Biases.ALL)
                        .output(new Output(tied, true, 1, 0));
            case GPT2 ->
                builder.feedForward(new FeedForward.Plain(Activation.GELU_TANH, keys.hidden()))
                        .norm(new Norm.Layer(keys.epsilon(), true))
                        .positions(new Positions.Learned())
                        .biases(Biases.ALL);
        }
        return builder.build();
    }

    private static Embedding scaled(GgufKeys keys) {
        return new Embedding((float) Math.sqrt(keys.width()), false, keys.width());
    }

    /// The factor on scores is not in the file: it is that of the width of a head, but for the largest
    /// models of the
    /// line, which divide by another number.
    private static Scores scores(GgufKeys keys, Attention attention, int layersOfLargest) {
        int divisor = keys.layers() == layersOfLargest ? keys.width() / attention.heads() : attention.headWidth();
        return Scores.scaled(1 / Math.sqrt(divisor));
    }

    private static Windows windows(GgufKeys keys, IntPredicate windowed) {
        var windows = new ArrayList<Integer>();
        for (int layer = 0; layer < keys.layers(); layer++) {
            windows.add(windowed.test(layer) ? keys.window() : 0);
        }
        return new Windows(windows);
    }

    /// The metadata from which [#read] gives these components; those of other architectures give others.
    Map<String, Object> describe(DecoderConfig config) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("general.architecture", label());
        var attention = config.attention();
        put(keys, "context_length", config.context());
        put(keys, "embedding_length", config.width());
        put(keys, "block_count", config.layers());
        put(keys, "feed_forward_length", config.feedForward().hidden());
        put(keys, "attention.head_count", attention.heads());
        put(keys, "attention.head_count_kv", attention.kvHeads());
        put(keys, "attention.key_length", attention.headWidth());
        put(keys, "attention.value_length", attention.headWidth());
        boolean rms = !(config.norm() instanceof Norm.Layer);
        put(
                keys,
                rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon",
                config.norm().epsilon());
        put(keys, "vocab_size", config.vocabulary());
        if (config.positions() instanceof Positions.Rotary rotary) {
            put(keys, "rope.dimension_count", rotary.rotated());
            put(keys, "rope.freq_base", (float) rotary.full().base());
            describe(keys, rotary.full().scaling());
        }
        int window = WindowKeys.size(attention.windows());
        if (window > 0) {
            put(keys, "attention.sliding_window", window);
        }
        if (this == GEMMA2) {
            put(keys, "attn_logit_softcapping", attention.scores().cap());
            put(keys, "final_logit_softcapping", config.output().cap());
        }
        return keys;
    }

    private void describe(Map<String, Object> keys, RotaryScaling scaling) {
        switch (scaling) {
            case RotaryScaling.None() -> {}
            case RotaryScaling.Linear(var factor) -> {
                put(keys, "rope.scaling.type", "linear");
                put(keys, "rope.scaling.factor", (float) factor);
            }
            case RotaryScaling.Yarn yarn -> {
                put(keys, "rope.scaling.type", "yarn");
                put(keys, "rope.scaling.factor", (float) yarn.factor());
                put(keys, "rope.scaling.original_context_length", yarn.original());
                double usual = RotaryScaling.Yarn.recommended(yarn.factor());
                put(keys, "rope.scaling.attn_factor", (float) (yarn.attentionFactor() / usual));
                put(keys, "rope.scaling.yarn_beta_fast", (float) yarn.fast());
                put(keys, "rope.scaling.yarn_beta_slow", (float) yarn.slow());
            }
            case RotaryScaling.LongRope longRope -> {
                put(keys, "rope.scaling.original_context_length", longRope.original());
                put(keys, "rope.scaling.attn_factor", (float) longRope.attentionFactor());
            }
            case RotaryScaling other ->
                throw new IllegalArgumentException("GGUF cannot describe the scaling of rotary positions " + other);
        }
    }

    private void put(Map<String, Object> keys, String name, Object value) {
        keys.put(label() + "." + name, value);
    }
}
