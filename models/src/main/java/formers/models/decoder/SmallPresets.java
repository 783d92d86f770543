package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.Presets.Preset;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.stream.Stream;

/// Decoders that train on a laptop: GPT-2's components, and at one size those of families that differ the
/// most.
final class SmallPresets {

    private static final String FAMILY = "small";
    private static final int VOCABULARY = 256;
    private static final int CONTEXT = 128;
    private static final int LAYERS = 4;
    private static final int WIDTH = 128;
    private static final int HEADS = 4;

    private SmallPresets() {}

    static Stream<Preset> all() {
        return Stream.of(
                gpt("gpt-nano", "nanoGPT's CPU recipe: 4 layers, 4 heads, 128 wide, context 64", 64, 4, 128, 4),
                gpt("gpt-micro", "4 layers, 4 heads, 128 wide, context 128", CONTEXT, LAYERS, WIDTH, HEADS),
                gpt("gpt-mini", "6 layers, 6 heads, 192 wide, context 256", 256, 6, 192, 6),
                preset(
                        "llama-tiny",
                        "LLaMA's components at 4 layers, 4 heads, 128 wide, context 128",
                        size().attention(Attention.of(HEADS, 2, WIDTH / HEADS))
                                .feedForward(new FeedForward.Gated(Gate.SILU, 344))
                                .norm(new Norm.Rms(1e-5f))
                                .positions(rotary())
                                .biases(Biases.NONE)),
                preset(
                        "palm-tiny",
                        "PaLM's components at the same size",
                        size().attention(Attention.of(HEADS, 1, WIDTH / HEADS))
                                .feedForward(new FeedForward.Gated(Gate.SILU, 4 * WIDTH))
                                .norm(new Norm.Layer(1e-5f, false))
                                .layout(BlockLayout.PARALLEL)
                                .positions(rotary())
                                .biases(Biases.NONE)),
                preset(
                        "bloom-tiny",
                        "BLOOM's components at the same size",
                        size().attention(Attention.of(HEADS, HEADS, WIDTH / HEADS))
                                .positions(new Positions.Alibi())
                                .embedding(new Embedding(1, true, WIDTH))),
                preset(
                        "gopher-tiny",
                        "Gopher's components at the same size",
                        size().attention(Attention.of(HEADS, HEADS, WIDTH / HEADS))
                                .norm(new Norm.Rms(1e-5f))
                                .positions(new Positions.Relative())),
                preset(
                        "mixtral-tiny",
                        "Mixtral's components at the same size: 4 experts, 2 for each token",
                        size().attention(Attention.of(HEADS, 2, WIDTH / HEADS))
                                .feedForward(new FeedForward.Experts(
                                        4,
                                        new FeedForward.Router(2, true, false, 0.01f),
                                        new FeedForward.Gated(Gate.SILU, 176),
                                        0))
                                .norm(new Norm.Rms(1e-5f))
                                .positions(rotary())
                                .biases(Biases.NONE)));
    }

    private static DecoderBuilder size() {
        return DecoderConfig.of(VOCABULARY, CONTEXT, LAYERS, WIDTH);
    }

    private static Positions.Rotary rotary() {
        return Positions.Rotary.of(Pairing.HALF, WIDTH / HEADS, 10_000);
    }

    private static Preset gpt(String name, String summary, int context, int layers, int width, int heads) {
        return preset(
                name,
                summary,
                DecoderConfig.of(VOCABULARY, context, layers, width)
                        .attention(Attention.of(heads, heads, width / heads)));
    }

    private static Preset preset(String name, String summary, DecoderBuilder builder) {
        return new Preset(name, FAMILY, summary, builder.build());
    }
}
