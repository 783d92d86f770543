package formers.models.translation.transformer;

import formers.models.nn.FeedForward;
import formers.models.nn.Linear;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// The position-wise feed-forward network (section 3.3).
///
/// @param first  `[d_ff, d]`, or of a gated one `[2·d_ff, d]` with the rows of the gate first
/// @param second `[d, d_ff]`
/// @param place  its name among the places of dropout
record PositionWise(FeedForward kind, Linear first, Linear second, float dropout, String place) {

    static PositionWise of(TransformerConfig config, Parameters parameters, Start start, String place) {
        int width = config.width();
        int hidden = config.feedForward().hidden();
        int rows = config.feedForward() instanceof FeedForward.Gated ? 2 * hidden : hidden;
        boolean bias = config.biases().feedForward();
        return new PositionWise(
                config.feedForward(),
                Linear.of(parameters.at("fc1"), start.matrix(width), width, rows, bias),
                Linear.of(parameters.at("fc2"), start.matrix(hidden), hidden, width, bias),
                config.dropout().activation(),
                "hidden layer " + place);
    }

    /// `[…, d] → […, d]`.
    Tensor apply(Tensor x, Pass pass) {
        var up = first.apply(x);
        var hidden = switch (kind) {
            case FeedForward.Plain(var activation, var _) -> activation.apply(up);
            case FeedForward.Gated(var gate, var _) -> up.gated(gate);
            case FeedForward other -> throw new IllegalStateException("no position-wise network: " + other);
        };
        return second.apply(pass.dropout(hidden, dropout, place));
    }
}
