package formers.models.nn;

import formers.tensor.Gate;
import formers.tensor.Tensor;

/// The position-wise network of a block. The record is the choice; [#build] makes the layer with its parameters.
public sealed interface FeedForward {

    /// Width of the hidden layer.
    int hidden();

    /// `down(activation(up(x)))` (Vaswani et al. 2017, section 3.3).
    record Plain(Activation activation, int hidden) implements FeedForward {}

    /// `down(gate(x₁) · x₂)` with `x₁`, `x₂` from one projection, gate first (Shazeer 2020, arXiv:2002.05202).
    record Gated(Gate gate, int hidden) implements FeedForward {}

    /// A feed-forward network with its parameters, `[…, width] → […, width]`.
    @FunctionalInterface
    interface Built {
        Tensor apply(Tensor x);
    }

    /// @param output how the projection back into the residual stream starts
    default Built build(Parameters parameters, int width, boolean bias, Initializer initializer, Initializer output) {
        int rows = this instanceof Gated ? 2 * hidden() : hidden();
        var up = Linear.of(parameters.at(this instanceof Gated ? "gate_up" : "up"), initializer, width, rows, bias);
        var down = Linear.of(parameters.at("down"), output, hidden(), width, bias);
        return switch (this) {
            case Plain(var activation, var _) -> x -> down.apply(activation.apply(up.apply(x)));
            case Gated(var gate, var _) -> x -> down.apply(up.apply(x).gated(gate));
        };
    }
}
