package formers.models.translation.rnnsearch;

import formers.models.nn.Initializer;
import formers.models.nn.Linear;
import formers.models.nn.Parameters;
import formers.tensor.GruOptions;
import formers.tensor.Tensor;

/// A gated recurrent unit (appendix A.1.1). The rows of its matrices are those of the update gate `z`, of
/// the reset
/// gate `r` and of the candidate, one after the other.
///
/// @param input     `W_z, W_r, W`, `[3n, in]`, and their biases
/// @param recurrent `U_z, U_r, U`, `[3n, n]`
/// @param inner     bias of `U h`, `[n]`, of a unit with its reset gate after that product; else null
record Gru(Linear input, Tensor recurrent, Tensor inner, GruOptions options) {

    static Gru of(Parameters parameters, Initializer initializer, GruOptions options, int in, int n) {
        return new Gru(
                Linear.of(parameters.at("input"), initializer, in, 3 * n, true),
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
        return states(projected, start, options);
    }

    /// As [#states(Tensor, Tensor)], backwards if `reversed`, keeping the state at times beyond a row's
    /// length.
    Tensor states(Tensor projected, Tensor start, boolean reversed, int... lengths) {
        return states(projected, start, options.reversed(reversed).withLengths(lengths));
    }

    private Tensor states(Tensor projected, Tensor start, GruOptions how) {
        int times = projected.extent(0);
        int batch = projected.extent(1);
        int n = recurrent.extent(1);
        var states = new Tensor[times];
        var state = start;
        var gateWeight = recurrent.slice(0, 0, 2 * n);
        var weight = recurrent.slice(0, 2 * n, 3 * n);
        for (int i = 0; i < times; i++) {
            int t = how.reversed() ? times - 1 - i : i;
            var x = projected.slice(0, t, t + 1).reshape(batch, 3 * n).split(-1, 2 * n, n);
            var gates = x[0].plus(state.linear(gateWeight, null)).sigmoid().split(-1, n, n);
            var candidate = (how.reset() == GruOptions.Reset.BEFORE
                            ? x[1].plus(gates[1].times(state).linear(weight, null))
                            : x[1].plus(gates[1].times(state.linear(weight, inner))))
                    .tanh();
            var next = how.update() == GruOptions.Update.NEW
                    ? state.plus(gates[0].times(candidate.minus(state)))
                    : candidate.plus(gates[0].times(state.minus(candidate)));
            if (how.lengths() != null) {
                var counts = new float[batch];
                for (int row = 0; row < batch; row++) {
                    counts[row] = t < how.lengths()[row] ? 1 : 0;
                }
                next = Tensor.of(counts, batch, 1).where(next, state);
            }
            states[t] = next.reshape(1, batch, n);
            state = next;
        }
        return Tensor.concat(0, states);
    }

    /// The unit that computes the same with the other convention of the update gate: its weights with their
    /// signs
    /// turned.
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
