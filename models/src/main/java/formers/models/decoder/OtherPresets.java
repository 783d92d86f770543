package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.Presets.Preset;
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
import formers.tensor.RotaryTable.Pairing;
import java.util.stream.Stream;

/// Families with one line of models each: Phi, Falcon, OLMo 2, StableLM 2, Command R, gpt-oss.
final class OtherPresets {

    private OtherPresets() {}

    static Stream<Preset> all() {
        return Stream.of(
                phi("phi-1.5", 24, 2048, 32),
                phi("phi-2", 32, 2560, 32),
                new Preset(
                        "phi-3-mini",
                        "phi3",
                        "Phi-3 (Abdin et al. 2024)",
                        new LlamaPresets.Size(32_064, 4096, 32, 3072, 32, 32, 8192)
                                .builder(1e-5, 10_000)
                                .attention(Attention.of(32, 32, 96).withWindows(Windows.repeating(2047)))
                                .build()),
                falcon(),
                olmo2(),
                stableLm(),
                commandR(),
                gptOss());
    }

    /// Phi-2 rotates 32 of its 80 channels, the smaller ones half of them, which is as many.
    private static Preset phi(String name, int layers, int width, int heads) {
        return new Preset(
                name,
                "phi",
                "Phi (Li et al. 2023)",
                GptPresets.multiHead(51_200, 2048, layers, width, heads)
                        .layout(BlockLayout.PARALLEL)
                        .positions(Positions.Rotary.of(Pairing.HALF, 32, 10_000))
                        .output(new Output(false, true, 1, 0))
                        .build());
    }

    private static Preset falcon() {
        return new Preset(
                "falcon-7b",
                "falcon",
                "Falcon (Almazrouei et al. 2023)",
                DecoderConfig.of(65_024, 2048, 32, 4544)
                        .attention(Attention.of(71, 1, 64))
                        .feedForward(new FeedForward.Plain(Activation.GELU, 4 * 4544))
                        .layout(BlockLayout.PARALLEL)
                        .positions(Positions.Rotary.of(Pairing.HALF, 64, 10_000))
                        .biases(Biases.NONE)
                        .build());
    }

    private static Preset olmo2() {
        return new Preset(
                "olmo2-7b",
                "olmo2",
                "OLMo 2 (Walsh et al. 2025)",
                new LlamaPresets.Size(100_352, 4096, 32, 4096, 32, 32, 11_008)
                        .builder(1e-6, 500_000)
                        .attention(Attention.of(32, 32, 128).withQueryKeyNorm(QueryKeyNorm.ACROSS_HEADS))
                        .layout(BlockLayout.AFTER_BRANCH)
                        .build());
    }

    private static Preset stableLm() {
        return new Preset(
                "stablelm-2-1.6b",
                "stablelm",
                "StableLM 2 (Bellagente et al. 2024)",
                new LlamaPresets.Size(100_352, 4096, 24, 2048, 32, 32, 5632)
                        .builder(1e-5, 10_000)
                        .norm(new Norm.Layer(1e-5f, true))
                        .positions(Positions.Rotary.of(Pairing.HALF, 16, 10_000))
                        .biases(new Biases(true, false, false))
                        .build());
    }

    private static Preset commandR() {
        return new Preset(
                "command-r",
                "cohere",
                "Command R (2024)",
                new LlamaPresets.Size(256_000, 131_072, 40, 8192, 64, 64, 22_528)
                        .builder(1e-5, 8_000_000)
                        .norm(new Norm.Layer(1e-5f, false))
                        .layout(BlockLayout.PARALLEL)
                        .positions(Positions.Rotary.of(Pairing.INTERLEAVED, 128, 8_000_000))
                        .output(new Output(true, false, 1 / 16f, 0))
                        .build());
    }

    private static Preset gptOss() {
        var scaling = new RotaryScaling.Yarn(32, 4096, RotaryScaling.Yarn.recommended(32), 32, 1, false);
        var expert = new FeedForward.ClampedGated(7, 2880);
        return new Preset(
                "gpt-oss-20b",
                "gpt_oss",
                "gpt-oss (OpenAI 2025)",
                DecoderConfig.of(201_088, 131_072, 24, 2880)
                        .attention(Attention.of(64, 8, 64)
                                .withScores(new Scores(0, 0, false, true))
                                .withWindows(Windows.repeating(128, 0)))
                        .feedForward(
                                new FeedForward.Experts(32, new FeedForward.Router(4, true, true, 0.001f), expert, 0))
                        .norm(new Norm.Rms(1e-5f))
                        .positions(Positions.Rotary.of(Pairing.HALF, 64, new Positions.Angles(150_000, scaling)))
                        .biases(Biases.ALL)
                        .output(Output.UNTIED)
                        .build());
    }
}
