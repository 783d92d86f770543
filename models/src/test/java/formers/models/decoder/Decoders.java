package formers.models.decoder;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;

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

    /// One layer of the size that small training runs have.
    static DecoderConfig wider() {
        var gelu = new FeedForward.Plain(Activation.GELU_TANH, 256);
        return new DecoderConfig(
                256, CONTEXT, 1, 64, 4, 4, 16, gelu, layerNorm(), new Positions.Learned(), ALL, true, 0, 0);
    }

    private static Norm layerNorm() {
        return new Norm.Layer(1e-5f, true);
    }

    private static Norm rmsNorm() {
        return new Norm.Rms(1e-6f);
    }

    private static Positions rotary(Pairing pairing) {
        return new Positions.Rotary(10_000, pairing);
    }

    private static DecoderConfig decoder(
            int kvHeads,
            FeedForward feedForward,
            Norm norm,
            Positions positions,
            DecoderConfig.Biases biases,
            boolean tied,
            int window) {
        return new DecoderConfig(
                VOCABULARY, CONTEXT, 2, 32, 4, kvHeads, 8, feedForward, norm, positions, biases, tied, window, 0);
    }
}
