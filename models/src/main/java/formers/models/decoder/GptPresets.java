package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.decoder.Presets.Preset;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Positions;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import formers.tensor.RotaryTable.Pairing;
import java.util.stream.Stream;

/// Published decoders with LayerNorm and plain feed-forward networks: the GPTs and what followed them in
/// the open.
final class GptPresets {

    private GptPresets() {}

    static Stream<Preset> all() {
        return Stream.of(
                preset(
                        "gpt1",
                        "openai-gpt",
                        "GPT (Radford et al. 2018)",
                        multiHead(40_478, 512, 12, 768, 12).layout(BlockLayout.POST)),
                gpt2("gpt2", "GPT-2 small (Radford et al. 2019)", 12, 768, 12),
                gpt2("gpt2-medium", "GPT-2 medium", 24, 1024, 16),
                gpt2("gpt2-large", "GPT-2 large", 36, 1280, 20),
                gpt2("gpt2-xl", "GPT-2 extra large", 48, 1600, 25),
                neo("gpt-neo-125m", 12, 768, 12),
                neo("gpt-neo-1.3b", 24, 2048, 16),
                neo("gpt-neo-2.7b", 32, 2560, 20),
                gptJ(),
                pythia("pythia-70m", 50_304, 6, 512, 8),
                pythia("pythia-160m", 50_304, 12, 768, 12),
                pythia("pythia-410m", 50_304, 24, 1024, 16),
                pythia("pythia-1b", 50_304, 16, 2048, 8),
                pythia("pythia-1.4b", 50_304, 24, 2048, 16),
                neox("gpt-neox-20b", "GPT-NeoX (Black et al. 2022)", 50_432, 44, 6144, 64, Activation.GELU_TANH),
                opt("opt-125m", 12, 768, 12),
                opt350m(),
                opt("opt-1.3b", 24, 2048, 32),
                opt("opt-6.7b", 32, 4096, 32),
                bloom("bloom-560m", 24, 1024, 16),
                bloom("bloom-176b", 70, 14_336, 112));
    }

    static DecoderBuilder multiHead(int vocabulary, int context, int layers, int width, int heads) {
        return DecoderConfig.of(vocabulary, context, layers, width)
                .attention(Attention.of(heads, heads, width / heads));
    }

    private static Preset preset(String name, String family, String summary, DecoderBuilder builder) {
        return new Preset(name, family, summary, builder.build());
    }

    private static Preset gpt2(String name, String summary, int layers, int width, int heads) {
        return preset(name, "gpt2", summary, multiHead(50_257, 1024, layers, width, heads));
    }

    private static Preset neo(String name, int layers, int width, int heads) {
        var attention = Attention.of(heads, heads, width / heads)
                .withScores(Scores.scaled(1))
                .withWindows(Windows.repeating(0, 256));
        return preset(
                name,
                "gpt_neo",
                "GPT-Neo (Black et al. 2021)",
                DecoderConfig.of(50_257, 2048, layers, width)
                        .attention(attention)
                        .biases(new Biases(false, true, true)));
    }

    private static Preset gptJ() {
        return preset(
                "gpt-j-6b",
                "gptj",
                "GPT-J (Wang & Komatsuzaki 2021)",
                multiHead(50_400, 2048, 28, 4096, 16)
                        .layout(BlockLayout.PARALLEL)
                        .positions(Positions.Rotary.of(Pairing.INTERLEAVED, 64, 10_000))
                        .biases(new Biases(false, false, true))
                        .output(new Output(false, true, 1, 0)));
    }

    private static Preset pythia(String name, int vocabulary, int layers, int width, int heads) {
        return neox(name, "Pythia (Biderman et al. 2023)", vocabulary, layers, width, heads, Activation.GELU);
    }

    private static Preset neox(
            String name, String summary, int vocabulary, int layers, int width, int heads, Activation activation) {
        return preset(
                name,
                "gpt_neox",
                summary,
                multiHead(vocabulary, 2048, layers, width, heads)
                        .feedForward(new FeedForward.Plain(activation, 4 * width))
                        .layout(BlockLayout.PARALLEL_TWO_NORMS)
                        .positions(Positions.Rotary.of(Pairing.HALF, width / heads / 4, 10_000))
                        .output(Output.UNTIED));
    }

    private static Preset opt(String name, int layers, int width, int heads) {
        return preset(name, "opt", "OPT (Zhang et al. 2022)", optSizes(layers, width, heads));
    }

    private static Preset opt350m() {
        return preset(
                "opt-350m",
                "opt",
                "OPT, norms after the sums, embeddings 512 wide",
                optSizes(24, 1024, 16).layout(BlockLayout.POST).embedding(Embedding.plain(512)));
    }

    private static DecoderBuilder optSizes(int layers, int width, int heads) {
        return multiHead(50_272, 2048, layers, width, heads)
                .feedForward(new FeedForward.Plain(Activation.RELU, 4 * width))
                .positions(new Positions.Learned(2));
    }

    private static Preset bloom(String name, int layers, int width, int heads) {
        return preset(
                name,
                "bloom",
                "BLOOM (Le Scao et al. 2022)",
                multiHead(250_880, 2048, layers, width, heads)
                        .positions(new Positions.Alibi())
                        .embedding(new Embedding(1, true, width)));
    }
}
