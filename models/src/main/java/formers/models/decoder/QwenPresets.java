package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.Presets.Preset;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Positions;
import formers.models.nn.QueryKeyNorm;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.stream.Stream;

/// Qwen 2.5 and 3.
final class QwenPresets {

    private static final double BASE = 1_000_000;
    private static final int HEAD_WIDTH = 128;

    private QwenPresets() {}

    static Stream<Preset> all() {
        return Stream.of(
                qwen2("qwen2.5-0.5b", new LlamaPresets.Size(151_936, 32_768, 24, 896, 14, 2, 4864), true),
                qwen2("qwen2.5-1.5b", new LlamaPresets.Size(151_936, 32_768, 28, 1536, 12, 2, 8960), true),
                qwen2("qwen2.5-7b", new LlamaPresets.Size(152_064, 32_768, 28, 3584, 28, 4, 18_944), false),
                qwen3("qwen3-0.6b", new LlamaPresets.Size(151_936, 40_960, 28, 1024, 16, 8, 3072), true),
                qwen3("qwen3-1.7b", new LlamaPresets.Size(151_936, 40_960, 28, 2048, 16, 8, 6144), true),
                qwen3("qwen3-4b", new LlamaPresets.Size(151_936, 40_960, 36, 2560, 32, 8, 9728), true),
                qwen3("qwen3-8b", new LlamaPresets.Size(151_936, 40_960, 36, 4096, 32, 8, 12_288), false),
                experts("qwen3-30b-a3b", new LlamaPresets.Size(151_936, 40_960, 48, 2048, 32, 4, 768)));
    }

    private static Preset qwen2(String name, LlamaPresets.Size size, boolean tied) {
        return new Preset(
                name,
                "qwen2",
                "Qwen 2.5 (Yang et al. 2024)",
                size.builder(1e-6, BASE)
                        .biases(new Biases(true, false, false))
                        .output(tied ? Output.TIED : Output.UNTIED)
                        .build());
    }

    private static Preset qwen3(String name, LlamaPresets.Size size, boolean tied) {
        return new Preset(
                name,
                "qwen3",
                "Qwen 3 (Yang et al. 2025)",
                normed(size).output(tied ? Output.TIED : Output.UNTIED).build());
    }

    private static DecoderBuilder normed(LlamaPresets.Size size) {
        return size.builder(1e-6, BASE)
                .attention(
                        Attention.of(size.heads(), size.kvHeads(), HEAD_WIDTH).withQueryKeyNorm(QueryKeyNorm.PER_HEAD))
                .positions(Positions.Rotary.of(Pairing.HALF, HEAD_WIDTH, BASE));
    }

    private static Preset experts(String name, LlamaPresets.Size size) {
        var expert = new FeedForward.Gated(Gate.SILU, size.hidden());
        return new Preset(
                name,
                "qwen3_moe",
                "Qwen 3 (Yang et al. 2025)",
                normed(size)
                        .feedForward(new FeedForward.Experts(128, FeedForward.Router.of(8), expert, 0))
                        .build());
    }
}
