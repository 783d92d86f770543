package formers.models.formal;

import static formers.models.formal.Matrices.affine;

import java.util.function.DoubleUnaryOperator;

/// The MLP inside every layer.
final class FeedForward {

    private FeedForward() {}

    /// `W₂ f(W₁ X + b₁ 1ᵀ) + b₂ 1ᵀ`: every token by itself, `[d_e, ℓ]` to `[d_e, ℓ]` over `d_mlp` hidden
    /// units.
    static double[][] mlp(
            double[][] X, double[][] W1, double[] b1, double[][] W2, double[] b2, DoubleUnaryOperator f, Trace trace) {
        double[][] hidden = trace.note("H", Matrices.map(affine(W1, X, b1), f));
        return affine(W2, hidden, b2);
    }
}
