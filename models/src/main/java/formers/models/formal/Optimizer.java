package formers.models.formal;

import java.util.List;

/// Steps downhill. The paper's algorithms end with `θ ← θ - η ∇loss(θ)` and leave better optimisers to the
/// reader.
public final class Optimizer {

    private Optimizer() {}

    /// The step of Algorithms 11 to 13: `θ ← θ - η g`. Changes θ.
    ///
    /// @param g the gradient at θ
    /// @param eta learning rate η
    public static <P extends Params<P>> void sgdStep(P theta, P g, double eta) {
        List<double[]> weights = theta.rows();
        List<double[]> slopes = g.rows();
        for (int r = 0; r < weights.size(); r++) {
            for (int i = 0; i < weights.get(r).length; i++) {
                weights.get(r)[i] -= eta * slopes.get(r)[i];
            }
        }
    }

    /// One step of Adam (Kingma and Ba, 2015, Algorithm 1). Changes θ, m and v.
    ///
    /// `m ← β₁ m + (1-β₁) g`; `v ← β₂ v + (1-β₂) g²`; `θ ← θ - η (m/(1-β₁^k)) / (√(v/(1-β₂^k)) + ε)`.
    ///
    /// @param g the gradient at θ
    /// @param m running mean of the gradient; zero before the first step
    /// @param v running mean of its square; zero before the first step
    /// @param k number of this step, from 1
    /// @param eta learning rate η
    public static <P extends Params<P>> void adamStep(
            P theta, P g, P m, P v, int k, double eta, double beta1, double beta2, double eps) {
        if (k < 1) {
            throw new IllegalArgumentException("Adam counts its steps from 1, was " + k);
        }
        double correction1 = 1 - Math.pow(beta1, k);
        double correction2 = 1 - Math.pow(beta2, k);
        List<double[]> weights = theta.rows();
        List<double[]> slopes = g.rows();
        List<double[]> means = m.rows();
        List<double[]> squares = v.rows();
        for (int r = 0; r < weights.size(); r++) {
            double[] slope = slopes.get(r);
            double[] mean = means.get(r);
            double[] square = squares.get(r);
            for (int i = 0; i < slope.length; i++) {
                mean[i] = beta1 * mean[i] + (1 - beta1) * slope[i];
                square[i] = beta2 * square[i] + (1 - beta2) * slope[i] * slope[i];
                weights.get(r)[i] -= eta * (mean[i] / correction1) / (Math.sqrt(square[i] / correction2) + eps);
            }
        }
    }
}
