package formers.models.decoder;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.testing.ReferenceDecoder;
import formers.tensor.Gate;
import formers.tensor.RotaryTable;
import formers.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// The double-precision twin of a decoder.
final class References {

    private References() {}

    static ReferenceDecoder.Variant variant(DecoderConfig config) {
        return new ReferenceDecoder.Variant(
                config.heads(),
                config.kvHeads(),
                config.norm() instanceof Norm.Layer ? ReferenceDecoder.Norm.LAYER : ReferenceDecoder.Norm.RMS,
                switch (config.norm()) {
                    case Norm.Layer(var epsilon, var _) -> epsilon;
                    case Norm.Rms(var epsilon) -> epsilon;
                },
                positions(config.positions()),
                config.positions() instanceof Positions.Rotary(var base, var _) ? base : 0,
                activation(config.feedForward()),
                config.window());
    }

    private static ReferenceDecoder.Positions positions(Positions positions) {
        return switch (positions) {
            case Positions.None() -> ReferenceDecoder.Positions.NONE;
            case Positions.Learned() -> ReferenceDecoder.Positions.LEARNED;
            case Positions.Alibi() -> ReferenceDecoder.Positions.ALIBI;
            case Positions.Rotary(var _, var pairing) ->
                pairing == RotaryTable.Pairing.HALF
                        ? ReferenceDecoder.Positions.ROTARY_HALF
                        : ReferenceDecoder.Positions.ROTARY_INTERLEAVED;
        };
    }

    private static ReferenceDecoder.Activation activation(FeedForward feedForward) {
        return switch (feedForward) {
            case FeedForward.Plain(var activation, var _) -> activation(activation);
            case FeedForward.Gated(var gate, var _) -> activation(gate);
        };
    }

    private static ReferenceDecoder.Activation activation(Activation activation) {
        return switch (activation) {
            case RELU -> ReferenceDecoder.Activation.RELU;
            case GELU -> ReferenceDecoder.Activation.GELU;
            case GELU_TANH -> ReferenceDecoder.Activation.GELU_TANH;
            case SILU -> ReferenceDecoder.Activation.SILU;
        };
    }

    private static ReferenceDecoder.Activation activation(Gate gate) {
        return switch (gate) {
            case RELU -> ReferenceDecoder.Activation.RELU;
            case GELU -> ReferenceDecoder.Activation.GELU;
            case GELU_TANH -> ReferenceDecoder.Activation.GELU_TANH;
            case SILU -> ReferenceDecoder.Activation.SILU;
            case SIGMOID -> throw new IllegalArgumentException("the reference has no sigmoid gate");
        };
    }

    /// A copy of every parameter.
    static Map<String, double[]> parameters(Decoder decoder) {
        var copies = new LinkedHashMap<String, double[]>();
        decoder.parameters().all().forEach((name, tensor) -> copies.put(name, doubles(tensor)));
        return copies;
    }

    static double[] doubles(Tensor tensor) {
        float[] floats = tensor.toArray();
        var doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}
