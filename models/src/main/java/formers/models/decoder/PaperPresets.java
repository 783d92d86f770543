package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.Presets.Preset;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.stream.Stream;

/// Decoders known from their papers alone: no weights of them are published. Where a paper is silent, the
/// comments say what we chose.
final class PaperPresets {

    /// Tokens seen in the banded layers of GPT-3; its paper gives no number.
    private static final int BAND = 256;

    private PaperPresets() {}

    static Stream<Preset> all() {
        return Stream.of(
                        Stream.of(
                                gpt3("gpt3-125m", 12, 768, 12, 64),
                                gpt3("gpt3-350m", 24, 1024, 16, 64),
                                gpt3("gpt3-760m", 24, 1536, 16, 96),
                                gpt3("gpt3-1.3b", 24, 2048, 24, 128),
                                gpt3("gpt3-2.7b", 32, 2560, 32, 80),
                                gpt3("gpt3-6.7b", 32, 4096, 32, 128),
                                gpt3("gpt3-13b", 40, 5140, 40, 128),
                                gpt3("gpt3-175b", 96, 12_288, 96, 128)),
                        Stream.of(
                                dense(
                                        "jurassic-1-large",
                                        "jurassic-1",
                                        "Jurassic-1 Large (2021)",
                                        256_000,
                                        32,
                                        4096,
                                        32),
                                dense(
                                        "jurassic-1-jumbo",
                                        "jurassic-1",
                                        "Jurassic-1 Jumbo (2021)",
                                        256_000,
                                        76,
                                        13_824,
                                        96),
                                dense(
                                        "mt-nlg-530b",
                                        "mt-nlg",
                                        "Megatron-Turing NLG (Smith et al. 2022)",
                                        50_257,
                                        105,
                                        20_480,
                                        128)),
                        Stream.of(
                                relative("gopher-44m", "gopher", "Gopher (Rae et al. 2021)", 8, 16, 32, 512),
                                relative("gopher-117m", "gopher", "Gopher", 12, 12, 64, 768),
                                relative("gopher-417m", "gopher", "Gopher", 12, 12, 128, 1536),
                                relative("gopher-1.4b", "gopher", "Gopher", 24, 16, 128, 2048),
                                relative("gopher-7.1b", "gopher", "Gopher", 32, 32, 128, 4096),
                                relative("gopher-280b", "gopher", "Gopher", 80, 128, 128, 16_384),
                                relative(
                                        "chinchilla-70b",
                                        "chinchilla",
                                        "Chinchilla (Hoffmann et al. 2022)",
                                        80,
                                        64,
                                        128,
                                        8192)),
                        Stream.of(
                                palm("palm-8b", 32, 4096, 16),
                                palm("palm-62b", 64, 8192, 32),
                                palm("palm-540b", 118, 18_432, 48)))
                .flatMap(group -> group);
    }

    /// Dense and banded layers in turns. The table of the paper has heads that do not fill the width at
    /// one size.
    private static Preset gpt3(String name, int layers, int width, int heads, int headWidth) {
        var attention = Attention.of(heads, heads, headWidth).withWindows(Windows.repeating(0, BAND));
        return new Preset(
                name,
                "gpt3",
                "GPT-3 (Brown et al. 2020)",
                DecoderConfig.of(50_257, 2048, layers, width)
                        .attention(attention)
                        .build());
    }

    private static Preset dense(
            String name, String family, String summary, int vocabulary, int layers, int width, int heads) {
        return new Preset(
                name,
                family,
                summary,
                GptPresets.multiHead(vocabulary, 2048, layers, width, heads)
                        .feedForward(new FeedForward.Plain(Activation.GELU, 4 * width))
                        .build());
    }

    /// The activation and the tying of the output are our choice.
    private static Preset relative(
            String name, String family, String summary, int layers, int heads, int headWidth, int width) {
        return new Preset(
                name,
                family,
                summary,
                DecoderConfig.of(32_000, 2048, layers, width)
                        .attention(Attention.of(heads, heads, headWidth))
                        .feedForward(new FeedForward.Plain(Activation.GELU, 4 * width))
                        .norm(new Norm.Rms(1e-5f))
                        .positions(new Positions.Relative())
                        .build());
    }

    private static Preset palm(String name, int layers, int width, int heads) {
        return new Preset(
                name,
                "palm",
                "PaLM (Chowdhery et al. 2022)",
                DecoderConfig.of(256_000, 2048, layers, width)
                        .attention(Attention.of(heads, 1, 256))
                        .feedForward(new FeedForward.Gated(Gate.SILU, 4 * width))
                        .norm(new Norm.Layer(1e-5f, false))
                        .layout(BlockLayout.PARALLEL)
                        .positions(Positions.Rotary.of(Pairing.HALF, 256, 10_000))
                        .biases(Biases.NONE)
                        .build());
    }
}
