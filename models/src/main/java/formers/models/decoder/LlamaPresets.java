package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.Presets.Preset;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.RotaryScaling;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.ArrayList;
import java.util.stream.Stream;

/// LLaMA, its descendants of the same components, Mistral and Mixtral.
final class LlamaPresets {

    private LlamaPresets() {}

    /// The sizes of a decoder of this kind.
    record Size(int vocabulary, int context, int layers, int width, int heads, int kvHeads, int hidden) {
        DecoderBuilder builder(double epsilon, double base) {
            int headWidth = width / heads;
            return DecoderConfig.of(vocabulary, context, layers, width)
                    .attention(Attention.of(heads, kvHeads, headWidth))
                    .feedForward(new FeedForward.Gated(Gate.SILU, hidden))
                    .norm(new Norm.Rms((float) epsilon))
                    .positions(Positions.Rotary.of(Pairing.HALF, headWidth, base))
                    .biases(Biases.NONE)
                    .output(Output.UNTIED);
        }
    }

    static Stream<Preset> all() {
        return Stream.of(
                llama1("llama-7b", 32, 4096, 32, 11_008),
                llama1("llama-13b", 40, 5120, 40, 13_824),
                llama1("llama-33b", 60, 6656, 52, 17_920),
                llama1("llama-65b", 80, 8192, 64, 22_016),
                llama2("llama2-7b", new Size(32_000, 4096, 32, 4096, 32, 32, 11_008)),
                llama2("llama2-13b", new Size(32_000, 4096, 40, 5120, 40, 40, 13_824)),
                llama2("llama2-70b", new Size(32_000, 4096, 80, 8192, 64, 8, 28_672)),
                preset(
                        "llama3-8b",
                        "Llama 3 (Grattafiori et al. 2024)",
                        new Size(128_256, 8192, 32, 4096, 32, 8, 14_336).builder(1e-5, 500_000)),
                preset(
                        "llama3.1-405b",
                        "Llama 3.1",
                        scaled(new Size(128_256, 131_072, 126, 16_384, 128, 8, 53_248), 8)),
                preset(
                        "llama3.2-1b",
                        "Llama 3.2",
                        scaled(new Size(128_256, 131_072, 16, 2048, 32, 8, 8192), 32)
                                .output(Output.TIED)),
                preset(
                        "llama3.2-3b",
                        "Llama 3.2",
                        scaled(new Size(128_256, 131_072, 28, 3072, 24, 8, 8192), 32)
                                .output(Output.TIED)),
                preset(
                        "tinyllama",
                        "TinyLlama (Zhang et al. 2024)",
                        new Size(32_000, 2048, 22, 2048, 32, 4, 5632).builder(1e-5, 10_000)),
                smollm2("smollm2-135m", new Size(49_152, 8192, 30, 576, 9, 3, 1536)),
                smollm2("smollm2-360m", new Size(49_152, 8192, 32, 960, 15, 5, 2560)),
                stories("stories260k", new Size(512, 512, 5, 64, 8, 4, 172)),
                stories("stories15m", new Size(32_000, 256, 6, 288, 6, 6, 768)),
                stories("stories42m", new Size(32_000, 1024, 8, 512, 8, 8, 1376)),
                stories("stories110m", new Size(32_000, 1024, 12, 768, 12, 12, 2048)),
                mistral(),
                mixtral(),
                smollm3());
    }

    private static Preset preset(String name, String summary, DecoderBuilder builder) {
        return new Preset(name, "llama", summary, builder.build());
    }

    private static Preset llama1(String name, int layers, int width, int heads, int hidden) {
        var size = new Size(32_000, 2048, layers, width, heads, heads, hidden);
        return preset(name, "LLaMA (Touvron et al. 2023)", size.builder(1e-6, 10_000));
    }

    private static Preset llama2(String name, Size size) {
        return preset(name, "Llama 2 (Touvron et al. 2023)", size.builder(1e-5, 10_000));
    }

    private static DecoderBuilder scaled(Size size, double factor) {
        var angles = new Positions.Angles(500_000, new RotaryScaling.Llama3(factor, 1, 4, 8192));
        return size.builder(1e-5, 500_000)
                .positions(Positions.Rotary.of(Pairing.HALF, size.width() / size.heads(), angles));
    }

    private static Preset smollm2(String name, Size size) {
        return preset(
                name, "SmolLM2 (Allal et al. 2025)", size.builder(1e-5, 100_000).output(Output.TIED));
    }

    private static Preset stories(String name, Size size) {
        return preset(
                name,
                "llama2.c's model of TinyStories",
                size.builder(1e-5, 10_000).output(Output.TIED));
    }

    private static Preset mistral() {
        return new Preset(
                "mistral-7b",
                "mistral",
                "Mistral 7B v0.1 (Jiang et al. 2023)",
                new Size(32_000, 32_768, 32, 4096, 32, 8, 14_336)
                        .builder(1e-5, 10_000)
                        .attention(Attention.of(32, 8, 128).withWindows(Windows.repeating(4096)))
                        .build());
    }

    private static Preset mixtral() {
        var expert = new FeedForward.Gated(Gate.SILU, 14_336);
        return new Preset(
                "mixtral-8x7b",
                "mixtral",
                "Mixtral (Jiang et al. 2024)",
                new Size(32_000, 32_768, 32, 4096, 32, 8, 14_336)
                        .builder(1e-5, 1_000_000)
                        .feedForward(new FeedForward.Experts(8, FeedForward.Router.of(2), expert, 0))
                        .build());
    }

    private static Preset smollm3() {
        int layers = 36;
        var unrotated = new ArrayList<Integer>();
        for (int layer = 3; layer < layers; layer += 4) {
            unrotated.add(layer);
        }
        var angles = new Positions.Angles(5_000_000, new RotaryScaling.None());
        return new Preset(
                "smollm3-3b",
                "smollm3",
                "SmolLM3 (2025)",
                new Size(128_256, 65_536, layers, 2048, 16, 4, 11_008)
                        .builder(1e-6, 5_000_000)
                        .positions(new Positions.Rotary(Pairing.HALF, 128, angles, angles, unrotated))
                        .output(Output.TIED)
                        .build());
    }
}
