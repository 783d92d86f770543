package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.Presets.Preset;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.Positions.Angles;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.RotaryScaling;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Gemma 1 to 3, text alone.
final class GemmaPresets {

    private static final int HEAD_WIDTH = 256;
    private static final int FIRST_VOCABULARY = 256_000;
    private static final int GEMMA3_VOCABULARY = 262_144;
    private static final int GEMMA3_PERIOD = 6;

    private GemmaPresets() {}

    static Stream<Preset> all() {
        return Stream.of(
                gemma("gemma-2b", 18, 2048, 8, 1, 16_384),
                gemma("gemma-7b", 28, 3072, 16, 16, 24_576),
                gemma2("gemma2-2b", 26, 2304, 8, 4, 9216),
                gemma2("gemma2-9b", 42, 3584, 16, 8, 14_336),
                gemma3("gemma3-270m", 18, 640, 2048),
                gemma3("gemma3-1b", 26, 1152, 6912));
    }

    private static DecoderBuilder sizes(int vocabulary, int context, int layers, int width, int hidden) {
        return DecoderConfig.of(vocabulary, context, layers, width)
                .feedForward(new FeedForward.Gated(Gate.GELU_TANH, hidden))
                .norm(new Norm.OffsetRms(1e-6f))
                .positions(Positions.Rotary.of(Pairing.HALF, HEAD_WIDTH, 10_000))
                .biases(Biases.NONE)
                .embedding(new Embedding((float) Math.sqrt(width), false, width));
    }

    private static Preset gemma(String name, int layers, int width, int heads, int kvHeads, int hidden) {
        return new Preset(
                name,
                "gemma",
                "Gemma (2024)",
                sizes(FIRST_VOCABULARY, 8192, layers, width, hidden)
                        .attention(Attention.of(heads, kvHeads, HEAD_WIDTH))
                        .build());
    }

    private static Preset gemma2(String name, int layers, int width, int heads, int kvHeads, int hidden) {
        return new Preset(
                name,
                "gemma2",
                "Gemma 2 (2024)",
                sizes(FIRST_VOCABULARY, 8192, layers, width, hidden)
                        .attention(Attention.of(heads, kvHeads, HEAD_WIDTH)
                                .withScores(
                                        Scores.scaled(1 / Math.sqrt(HEAD_WIDTH)).withCap(50))
                                .withWindows(Windows.repeating(4096, 0)))
                        .layout(BlockLayout.SANDWICH)
                        .output(new Output(true, false, 1, 30))
                        .build());
    }

    private static Preset gemma3(String name, int layers, int width, int hidden) {
        var plain = new RotaryScaling.None();
        return new Preset(
                name,
                "gemma3_text",
                "Gemma 3 (2025)",
                sizes(GEMMA3_VOCABULARY, 32_768, layers, width, hidden)
                        .attention(Attention.of(4, 1, HEAD_WIDTH)
                                .withScores(Scores.scaled(1 / Math.sqrt(HEAD_WIDTH)))
                                .withWindows(windows(layers))
                                .withQueryKeyNorm(QueryKeyNorm.PER_HEAD))
                        .positions(new Positions.Rotary(
                                Pairing.HALF,
                                HEAD_WIDTH,
                                new Angles(1_000_000, plain),
                                new Angles(10_000, plain),
                                List.of()))
                        .layout(BlockLayout.SANDWICH)
                        .build());
    }

    /// Every sixth layer sees the whole context.
    private static Windows windows(int layers) {
        var windows = new ArrayList<Integer>();
        for (int layer = 1; layer <= layers; layer++) {
            windows.add(layer % GEMMA3_PERIOD == 0 ? 0 : 512);
        }
        return new Windows(windows);
    }
}
