package formers.models.testing;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// Feed-forward networks of one layer.
final class FeedForwards {

    private FeedForwards() {}

    /// `W_down f(W_up x)`.
    static Layer plain(Affine up, DoubleUnaryOperator activation, Affine down) {
        return x -> down.of(Arrays.stream(up.of(x))
                .map(token -> Arrays.stream(token).map(activation).toArray())
                .toArray(double[][]::new));
    }

    /// `W_down (f(W_gate x) ∘ W_up x)` (Shazeer 2020, arXiv:2002.05202).
    static Layer gated(Affine gate, DoubleUnaryOperator activation, Affine up, Affine down) {
        return x -> {
            double[][] gates = gate.of(x);
            double[][] hidden = up.of(x);
            for (int t = 0; t < x.length; t++) {
                for (int i = 0; i < hidden[t].length; i++) {
                    hidden[t][i] *= activation.applyAsDouble(gates[t][i]);
                }
            }
            return down.of(hidden);
        };
    }
}
