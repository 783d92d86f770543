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
                config.norm().epsilon(),
                positions(config.positions()),
                config.positions() instanceof Positions.Rotary rotary
                        ? rotary.full().base()
                        : 0,
                activation(config.feedForward()),
                config.window());
    }

    private static ReferenceDecoder.Positions positions(Positions positions) {
        return switch (positions) {
            case Positions.None() -> ReferenceDecoder.Positions.NONE;
            case Positions.Learned _ -> ReferenceDecoder.Positions.LEARNED;
            case Positions.Alibi() -> ReferenceDecoder.Positions.ALIBI;
            case Positions.Relative() -> throw new IllegalArgumentException("the reference has no relative positions");
            case Positions.Rotary rotary ->
                rotary.pairing() == RotaryTable.Pairing.HALF
                        ? ReferenceDecoder.Positions.ROTARY_HALF
                        : ReferenceDecoder.Positions.ROTARY_INTERLEAVED;
        };
    }

    private static ReferenceDecoder.Activation activation(FeedForward feedForward) {
        return switch (feedForward) {
            case FeedForward.Plain(var activation, var _) -> activation(activation);
            case FeedForward.Gated(var gate, var _) -> activation(gate);
            case FeedForward other -> throw new IllegalArgumentException("the reference has no " + other);
        };
    }

    private static ReferenceDecoder.Activation activation(Activation activation) {
        return switch (activation) {
            case RELU -> ReferenceDecoder.Activation.RELU;
            case GELU -> ReferenceDecoder.Activation.GELU;
            case GELU_TANH -> ReferenceDecoder.Activation.GELU_TANH;
            case SILU -> ReferenceDecoder.Activation.SILU;
            case QUICK_GELU -> throw new IllegalArgumentException("the reference has no quick GELU");
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
