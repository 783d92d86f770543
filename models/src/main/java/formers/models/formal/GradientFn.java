package formers.models.formal;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// How the training algorithms get `∇loss(θ)`, which the paper takes for granted.
///
/// @param <P> the parameters, and so the gradient
@FunctionalInterface
public interface GradientFn<P extends Params<P>> {

    /// The gradient of `loss` at θ. Does not change θ. [Training] always hands over a [Loss].
    P gradient(ToDoubleFunction<P> loss, P theta);

    /// Central finite differences with the step 1e-5: slow, blind, and right to about nine digits. Two
    /// evaluations of the loss per parameter, so good for a few thousand of them.
    static <P extends Params<P>> GradientFn<P> centralDifferences() {
        return centralDifferences(1e-5);
    }

    /// Central finite differences: `∂loss/∂θ_i ≈ (loss(θ + h e_i) - loss(θ - h e_i)) / 2h`.
    ///
    /// @param h step, above 0
    static <P extends Params<P>> GradientFn<P> centralDifferences(double h) {
        if (!(h > 0)) {
            throw new IllegalArgumentException("the step of finite differences must be above 0, was " + h);
        }
        return (loss, theta) -> {
            P moved = theta.copy();
            P gradient = theta.zeros();
            List<double[]> point = moved.rows();
            List<double[]> slope = gradient.rows();
            for (int r = 0; r < point.size(); r++) {
                double[] row = point.get(r);
                for (int i = 0; i < row.length; i++) {
                    double here = row[i];
                    row[i] = here + h;
                    double above = loss.applyAsDouble(moved);
                    row[i] = here - h;
                    double below = loss.applyAsDouble(moved);
                    row[i] = here;
                    slope.get(r)[i] = (above - below) / (2 * h);
                }
            }
            return gradient;
        };
    }
}
