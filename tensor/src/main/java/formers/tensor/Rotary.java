package formers.tensor;

import formers.tensor.kernels.RotaryShape;

/// Rotary position embedding and its gradient, which turns back.
final class Rotary {

    private Rotary() {}

    /// Turns the first `heads` heads of `[…, tokens, allHeads, width]`; `positions` (I32) is `[tokens]` or
    /// `[batch, tokens]`.
    static Tensor rotary(Tensor x, int heads, RotaryTable table, Tensor positions) {
        x.requireFloats("rotary");
        positions.requireInts("rotary");
        if (x.rank() < 3 || heads < 0 || heads > x.extent(-2) || table.rotated() > x.extent(-1)) {
            throw new ShapeException(
                    "rotary of %d channels in each of %d heads wants [tokens, heads, width] or more, found %s"
                            .formatted(table.rotated(), heads, x.shape()));
        }
        var tokens = x.shape().range(0, x.rank() - 2);
        if (!positions.shape().equals(tokens) && !positions.shape().equals(Shape.of(tokens.extent(-1)))) {
            throw new ShapeException("rotary of %s wants positions [%d] or %s, found %s"
                    .formatted(x.shape(), tokens.extent(-1), tokens, positions.shape()));
        }
        Indexing.requireBelow("rotary", positions, table.positions());
        boolean interleaved = switch (table.pairing()) {
            case HALF -> false;
            case INTERLEAVED -> true;
        };
        var shape = new RotaryShape(tokens.size(), x.extent(-2), heads, x.extent(-1), table.rotated(), interleaved);
        var y = Tensor.empty(x.shape());
        Backend.current().attention().rotary(shape, table, positions, false, x, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    Backend.current().attention().rotary(shape, table, positions, true, dy, dx);
                    into.give(x, dx);
                },
                x);
    }
}
