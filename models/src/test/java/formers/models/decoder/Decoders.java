package formers.models.decoder;

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
import java.util.List;
import java.util.Map;

/// Tiny decoders that between them have every component.
final class Decoders {

    static final int VOCABULARY = 96;
    static final int CONTEXT = 64;

    private static final FeedForward GELU = new FeedForward.Plain(Activation.GELU_TANH, 128);
    private static final FeedForward SWIGLU = new FeedForward.Gated(Gate.SILU, 80);
    private static final DecoderConfig.Biases ALL = DecoderConfig.Biases.ALL;
    private static final DecoderConfig.Biases NONE = DecoderConfig.Biases.NONE;

    private Decoders() {}

    static DecoderConfig gpt2() {
        return decoder(4, GELU, layerNorm(), new Positions.Learned(), ALL, true, 0);
    }

    /// Two query heads to a key/value head.
    static DecoderConfig llama() {
        return decoder(2, SWIGLU, rmsNorm(), rotary(Pairing.HALF), NONE, false, 0);
    }

    static DecoderConfig alibi() {
        return decoder(4, new FeedForward.Plain(Activation.RELU, 64), layerNorm(), new Positions.Alibi(), ALL, true, 0);
    }

    static DecoderConfig windowed() {
        return decoder(1, SWIGLU, rmsNorm(), rotary(Pairing.HALF), NONE, true, 5);
    }

    static DecoderConfig interleaved() {
        return decoder(2, GELU, layerNorm(), rotary(Pairing.INTERLEAVED), ALL, true, 0);
    }

    static DecoderConfig untiedWithoutBiases() {
        return decoder(
                4,
                new FeedForward.Plain(Activation.SILU, 48),
                new Norm.Layer(1e-5f, false),
                new Positions.Learned(),
                NONE,
                false,
                0);
    }

    /// Gopher's components.
    static DecoderConfig relative() {
        return decoder(2, GELU, rmsNorm(), new Positions.Relative(), ALL, true, 0);
    }

    static DecoderConfig gptOss() {
        var experts = new FeedForward.Experts(
                4, new FeedForward.Router(2, true, true, 0), new FeedForward.ClampedGated(7, 24), 0);
        return decoder(2, experts, rmsNorm(), rotary(Pairing.HALF), ALL, false, 0)
                .with(it -> it.attention(Attention.of(4, 2, 8)
                        .withWindows(Windows.repeating(4, 0))
                        .withScores(new Scores(0, 0, false, true))));
    }

    static DecoderConfig gemma3() {
        var full = new Positions.Angles(1_000_000, new RotaryScaling.Linear(8));
        var windowed = new Positions.Angles(10_000, new RotaryScaling.None());
        return decoder(1, SWIGLU, new Norm.OffsetRms(1e-6f), new Positions.None(), NONE, true, 0)
                .with(it -> it.layout(BlockLayout.SANDWICH)
                        .positions(new Positions.Rotary(Pairing.HALF, 8, full, windowed, List.of()))
                        .attention(Attention.of(4, 1, 8)
                                .withWindows(Windows.repeating(4, 0))
                                .withScores(Scores.scaled(0.3).withCap(20))
                                .withQueryKeyNorm(QueryKeyNorm.PER_HEAD))
                        .embedding(new Embedding(5.5f, false, 32))
                        .output(new Output(true, false, 1, 10)));
    }

    /// OPT-350m's components, and GPT-2's scores that shrink with depth.
    static DecoderConfig postNorm() {
        return decoder(4, GELU, layerNorm(), new Positions.Learned(2), ALL, true, 0)
                .with(it -> it.layout(BlockLayout.POST)
                        .attention(Attention.of(4, 4, 8).withScores(new Scores(0, 0, true, false)))
                        .embedding(new Embedding(1, true, 16)));
    }

    static DecoderConfig parallel() {
        return decoder(2, GELU, layerNorm(), Positions.Rotary.of(Pairing.INTERLEAVED, 4, 10_000), ALL, false, 0)
                .with(it -> it.layout(BlockLayout.PARALLEL)
                        .attention(Attention.of(4, 2, 8).withQueryKeyNorm(QueryKeyNorm.ACROSS_HEADS))
                        .output(new Output(false, true, 0.5f, 0)));
    }

    static DecoderConfig sharedExpert() {
        var experts = new FeedForward.Experts(
                4, new FeedForward.Router(2, false, false, 0), new FeedForward.Gated(Gate.SILU, 24), 16);
        var mixed = new FeedForward.Mixed(experts, SWIGLU, List.of(1));
        return decoder(
                2, mixed, rmsNorm(), rotary(Pairing.HALF), new DecoderConfig.Biases(true, false, false), false, 0);
    }

    /// Decoders of architectures of GGUF files that no tiny checkpoint has.
    static Map<String, DecoderConfig> ofGguf() {
        var windows = Windows.repeating(5, 5, 5, 0);
        var plain = Attention.of(4, 2, 8);
        var exact = new FeedForward.Plain(Activation.GELU, 96);
        var llama = decoder(2, SWIGLU, rmsNorm(), rotary(Pairing.HALF), NONE, false, 0);
        var cohere = decoder(2, SWIGLU, new Norm.Layer(1e-5f, false), rotary(Pairing.INTERLEAVED), NONE, true, 0);
        var turned = (Positions.Rotary) cohere.positions();
        var scaled = new Positions.Angles(10_000, new RotaryScaling.Linear(4));
        var experts = new FeedForward.Experts(
                4, new FeedForward.Router(2, false, false, 0.001f), new FeedForward.Gated(Gate.SILU, 24), 16);
        return Map.of(
                "qwen2moe",
                llama.with(it -> it.feedForward(experts).biases(new DecoderConfig.Biases(true, false, false))),
                "mpt",
                decoder(4, exact, new Norm.Layer(1e-5f, false), new Positions.Alibi(), NONE, true, 0),
                "mpt-biases",
                decoder(4, exact, layerNorm(), new Positions.Alibi(), ALL, false, 0),
                "starcoder2",
                decoder(2, GELU, layerNorm(), rotary(Pairing.HALF), ALL, true, 0),
                "falcon-40b",
                decoder(2, exact, layerNorm(), rotary(Pairing.HALF), NONE, false, 0)
                        .with(it -> it.layout(BlockLayout.PARALLEL_TWO_NORMS)),
                "olmo3",
                llama.with(it -> it.layers(4)
                        .layout(BlockLayout.AFTER_BRANCH)
                        .positions(new Positions.Rotary(
                                Pairing.HALF,
                                8,
                                scaled,
                                new Positions.Angles(10_000, new RotaryScaling.None()),
                                List.of()))
                        .attention(plain.withWindows(windows).withQueryKeyNorm(QueryKeyNorm.ACROSS_HEADS))),
                "cohere2",
                cohere.with(it -> it.layers(4)
                        .layout(BlockLayout.PARALLEL)
                        .attention(plain.withWindows(windows))
                        .positions(new Positions.Rotary(
                                Pairing.INTERLEAVED, 8, turned.full(), turned.windowed(), List.of(3)))
                        .output(new Output(true, false, 0.25f, 0))));
    }

    /// One layer of the size that small training runs have.
    static DecoderConfig wider() {
        var gelu = new FeedForward.Plain(Activation.GELU_TANH, 256);
        return DecoderConfig.of(256, CONTEXT, 1, 64)
                .attention(Attention.of(4, 4, 16))
                .feedForward(gelu)
                .build();
    }

    private static Norm layerNorm() {
        return new Norm.Layer(1e-5f, true);
    }

    private static Norm rmsNorm() {
        return new Norm.Rms(1e-6f);
    }

    private static Positions rotary(Pairing pairing) {
        return Positions.Rotary.of(pairing, 8, 10_000);
    }

    private static DecoderConfig decoder(
            int kvHeads,
            FeedForward feedForward,
            Norm norm,
            Positions positions,
            DecoderConfig.Biases biases,
            boolean tied,
            int window) {
        return DecoderConfig.of(VOCABULARY, CONTEXT, 2, 32)
                .attention(Attention.of(4, kvHeads, 8).withWindows(Windows.repeating(window)))
                .feedForward(feedForward)
                .norm(norm)
                .positions(positions)
                .biases(biases)
                .output(tied ? DecoderConfig.Output.TIED : DecoderConfig.Output.UNTIED)
                .build();
    }
}
