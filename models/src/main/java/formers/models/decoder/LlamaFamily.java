package formers.models.decoder;

import formers.models.checkpoint.JsonConfig;
import formers.models.decoder.DecoderConfig.Biases;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.Windows;
import formers.tensor.RotaryTable.Pairing;
import java.util.ArrayList;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// `llama` and its closest relatives: RMSNorm before each branch, rotary positions, gated feed-forward
/// network, grouped queries (Touvron et al. 2023, arXiv:2302.13971).
record LlamaFamily(Kind kind) implements Family {

    /// What tells the relatives apart.
    enum Kind {
        LLAMA("LlamaForCausalLM", 10_000, false, LlamaNames.all()),
        /// Windows (Jiang et al. 2023, arXiv:2310.06825).
        MISTRAL("MistralForCausalLM", 10_000, false, LlamaNames.all()),
        /// Biases of queries, keys and values (Yang et al. 2024, arXiv:2407.10671).
        QWEN2("Qwen2ForCausalLM", 10_000, false, LlamaNames.all()),
        /// Queries and keys normalised (Yang et al. 2025, arXiv:2505.09388).
        QWEN3("Qwen3ForCausalLM", 10_000, false, LlamaNames.all()),
        /// Layers without positions (Kazemnejad et al. 2023, arXiv:2305.19466).
        SMOLLM3("SmolLM3ForCausalLM", 2_000_000, true, LlamaNames.all()),
        /// Experts (Jiang et al. 2024, arXiv:2401.04088).
        MIXTRAL("MixtralForCausalLM", 1_000_000, false, LlamaNames.mixtral()),
        QWEN3_MOE("Qwen3MoeForCausalLM", 10_000, false, LlamaNames.qwenExperts()),
        QWEN2_MOE("Qwen2MoeForCausalLM", 10_000, false, LlamaNames.qwenExperts());

        private final String architecture;
        private final double base;
        private final boolean tied;
        private final TensorNames names;

        Kind(String architecture, double base, boolean tied, TensorNames names) {
            this.architecture = architecture;
            this.base = base;
            this.tied = tied;
            this.names = names;
        }

        boolean hasExperts() {
            return this == MIXTRAL || this == QWEN3_MOE || this == QWEN2_MOE;
        }
    }

    private static final int MISTRAL_WINDOW = 4096;

    @Override
    public String modelType() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String architecture() {
        return kind.architecture;
    }

    @Override
    public TensorNames names() {
        return kind.names;
    }

    @Override
    public boolean hasKeysFor(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary
                && config.norm() instanceof Norm.Rms
                && (kind.hasExperts()
                        ? config.feedForward() instanceof FeedForward.Experts
                                || config.feedForward() instanceof FeedForward.Mixed
                        : config.feedForward() instanceof FeedForward.Gated);
    }

    @Override
    public DecoderConfig read(JsonConfig config) {
        var builder = UsualKeys.sizes(config, kind.tied);
        var attention = UsualKeys.attention(config);
        var rotary = RotaryKeys.read(config, attention.headWidth(), Pairing.HALF, new RotaryKeys.Absent(kind.base, 1));
        if (rotary.rotated() != attention.headWidth()) {
            throw new IllegalArgumentException("partial_rotary_factor: only 1 is supported by " + modelType());
        }
        UsualKeys.rotary(builder, config, rotary);
        if (kind == Kind.SMOLLM3) {
            builder.positions(unrotated(config, rotary));
        }
        boolean normed = kind == Kind.QWEN3 || kind == Kind.QWEN3_MOE;
        return builder.attention(attention
                        .withWindows(windows(config))
                        .withQueryKeyNorm(normed ? QueryKeyNorm.PER_HEAD : QueryKeyNorm.NONE))
                .norm(new Norm.Rms(UsualKeys.epsilon(config, "rms_norm_eps", kind == Kind.MIXTRAL ? 1e-5 : 1e-6)))
                .layout(BlockLayout.PRE)
                .biases(biases(config))
                .feedForward(kind.hasExperts() ? ExpertKeys.read(kind, config) : UsualKeys.gated(config))
                .build();
    }

    private Biases biases(JsonConfig config) {
        boolean mlp = config.booleanOr("mlp_bias", false);
        boolean attention = config.booleanOr("attention_bias", false);
        return switch (kind) {
            case LLAMA, SMOLLM3 -> new Biases(attention, attention, mlp);
            case QWEN3, QWEN3_MOE -> new Biases(attention, attention, false);
            case QWEN2 -> new Biases(true, false, false);
            case QWEN2_MOE -> new Biases(config.booleanOr("qkv_bias", true), false, false);
            case MISTRAL, MIXTRAL -> Biases.NONE;
        };
    }

    private Windows windows(JsonConfig config) {
        return switch (kind) {
            case LLAMA -> Windows.NONE;
            case MIXTRAL -> WindowKeys.everywhere(config);
            // Absent and null differ in this family.
            case MISTRAL ->
                config.keys().contains("sliding_window")
                        ? WindowKeys.everywhere(config)
                        : Windows.repeating(MISTRAL_WINDOW);
            case QWEN2, QWEN3, SMOLLM3, QWEN3_MOE, QWEN2_MOE -> {
                if (!config.booleanOr("use_sliding_window", false)) {
                    yield Windows.NONE;
                }
                int first = config.intOr("max_window_layers", 28, 0, ConfigKeys.LAYERS);
                int size = WindowKeys.size(config, MISTRAL_WINDOW);
                yield WindowKeys.some(config, UsualKeys.layers(config), size, layer -> layer >= first);
            }
        };
    }

    /// SmolLM3 leaves every fourth layer without positions, unless a list says which (0 for those without).
    private static Positions.Rotary unrotated(JsonConfig config, Positions.Rotary rotary) {
        var flags = config.ints("no_rope_layers", 0, 1);
        int interval = config.intOr("no_rope_layer_interval", 4, 1, ConfigKeys.LAYERS);
        int layers = UsualKeys.layers(config);
        if (!flags.isEmpty() && flags.size() != layers) {
            throw new IllegalArgumentException(
                    "no_rope_layers: expected %d numbers, one per layer, found %d".formatted(layers, flags.size()));
        }
        var unrotated = new ArrayList<Integer>();
        for (int layer = 0; layer < layers; layer++) {
            if (flags.isEmpty() ? (layer + 1) % interval == 0 : flags.get(layer) == 0) {
                unrotated.add(layer);
            }
        }
        return new Positions.Rotary(rotary.pairing(), rotary.rotated(), rotary.full(), rotary.windowed(), unrotated);
    }

    @Override
    public void write(DecoderConfig config, ObjectNode json) {
        UsualKeys.writeSizes(config, json);
        UsualKeys.writeEpsilon("rms_norm_eps", config.norm(), json);
        RotaryKeys.write(config, json);
        if (kind.hasExperts()) {
            ExpertKeys.write(kind, config, json);
        } else {
            UsualKeys.writeGated((FeedForward.Gated) config.feedForward(), json);
        }
        switch (kind) {
            case LLAMA -> writeBiases(config, json);
            case MISTRAL, MIXTRAL -> WindowKeys.writeEverywhere(config, json);
            case QWEN2 -> writeWindows(config, json);
            case QWEN3, QWEN3_MOE -> {
                json.put("attention_bias", config.biases().qkv());
                writeWindows(config, json);
            }
            case QWEN2_MOE -> {
                json.put("qkv_bias", config.biases().qkv());
                writeWindows(config, json);
            }
            case SMOLLM3 -> {
                writeBiases(config, json);
                writeWindows(config, json);
                var unrotated = ((Positions.Rotary) config.positions()).unrotated();
                var flags = json.putArray("no_rope_layers");
                for (int layer = 0; layer < config.layers(); layer++) {
                    flags.add(unrotated.contains(layer) ? 0 : 1);
                }
            }
        }
    }

    private static void writeBiases(DecoderConfig config, ObjectNode json) {
        json.put("attention_bias", config.biases().qkv())
                .put("mlp_bias", config.biases().feedForward());
    }

    private static void writeWindows(DecoderConfig config, ObjectNode json) {
        var windows = config.attention().windows();
        int first = 0;
        while (first < config.layers() && windows.of(first) == 0) {
            first++;
        }
        json.put("use_sliding_window", WindowKeys.size(windows) > 0).put("max_window_layers", first);
        WindowKeys.writeSome(config, json);
    }
}
