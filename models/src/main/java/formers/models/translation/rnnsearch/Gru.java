package formers.models.translation.rnnsearch;

import formers.models.nn.Initializer;
import formers.models.nn.Linear;
import formers.models.nn.Parameters;
import formers.tensor.GruOptions;
import formers.tensor.Tensor;

/// A gated recurrent unit (appendix A.1.1). The rows of its matrices are those of the update gate `z`, of
/// the reset gate `r` and of the candidate, one after the other.
///
/// @param input     `W_z, W_r, W`, `[3n, in]`, and their biases
/// @param recurrent `U_z, U_r, U`, `[3n, n]`
/// @param inner     bias of `U h`, `[n]`, of a unit with its reset gate after that product; else null
record Gru(Linear input, Tensor recurrent, Tensor inner, GruOptions options) {

    static Gru of(Parameters parameters, Start start, GruOptions options, int in, int n) {
        return new Gru(
                Linear.of(parameters.at("input"), start.matrix(in), in, 3 * n, true),
                parameters.get("recurrent.weight", Initializer.orthogonal(), 3 * n, n),
                options.reset() == GruOptions.Reset.AFTER
                        ? parameters.get("recurrent.bias", Initializer.constant(0), n)
                        : null,
                options);
    }

    /// What inputs add to gates and candidate, for all times in one product: `[time, batch, in] → [time,
    /// batch, 3n]`.
    Tensor projected(Tensor inputs) {
        return input.apply(inputs);
    }

    /// The states after each time, `[time, batch, 3n] → [time, batch, n]`, from the state `start` `[batch,
    /// n]` on.
    Tensor states(Tensor projected, Tensor start) {
        return projected.gru(start, recurrent, inner, options);
    }

    /// As [#states(Tensor, Tensor)], backwards if `reversed`, keeping the state at times beyond a row's
    /// length.
    Tensor states(Tensor projected, Tensor start, boolean reversed, int... lengths) {
        return projected.gru(start, recurrent, inner, options.reversed(reversed).withLengths(lengths));
    }

    /// The unit that computes the same with the other convention of the update gate: its weights with their
    /// signs turned.
    Gru withUpdate(GruOptions.Update update) {
        if (update == options.update()) {
            return this;
        }
        int gate = recurrent.extent(1);
        return new Gru(
                new Linear(turned(input.weight(), gate), turned(input.bias(), gate)),
                turned(recurrent, gate),
                inner,
                new GruOptions(options.reset(), update, options.reversed(), options.lengths()));
    }

    private static Tensor turned(Tensor weights, int gateRows) {
        var values = weights.toArray();
        int count = weights.size() / weights.extent(0) * gateRows;
        for (int i = 0; i < count; i++) {
            values[i] = -values[i];
        }
        return Tensor.wrap(values, weights.shape().extents());
    }
}
