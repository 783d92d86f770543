package formers.models.formal;

import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// The training loops: Algorithms 11, 12 and 13. Plain gradient descent, one item at a time, in the order
/// of the data: `θ ← θ - η ∇loss(θ)`.
public final class Training {

    private Training() {}

    /// **Algorithm 11**, `θ̂ ← EDTraining(z_{1:N}, x_{1:N}, θ)`: learns to continue x given z, by
    /// [Loss.EDLoss].
    ///
    /// @param z the N context sequences
    /// @param x the N primary sequences; each starts with `bos_token` and ends with `eos_token`
    /// @param theta where to start; left alone
    /// @param epochs `N_epochs`, passes over the data
    /// @param eta learning rate `η > 0`
    /// @return `θ̂`, the trained parameters
    public static EDParams edTraining(
            int[][] z, int[][] x, EDParams theta, int epochs, double eta, GradientFn<EDParams> gradient) {
        if (z.length != x.length) {
            throw new IllegalArgumentException(
                    "%d contexts and %d sequences; every x needs its z".formatted(z.length, x.length));
        }
        return descend(x.length, n -> new Loss.EDLoss(z[n], x[n]), theta, epochs, eta, gradient);
    }

    /// **Algorithm 12**, `θ̂ ← ETraining(x_{1:N}, θ)`: learns to fill in masked tokens, by [Loss.ELoss].
    /// Every visit of a sequence draws a new mask.
    ///
    /// @param x the N sequences
    /// @param theta where to start; left alone
    /// @param epochs `N_epochs`, passes over the data
    /// @param eta learning rate `η > 0`
    /// @param pmask `p_mask ∈ (0, 1)`, the chance of a token to be masked
    /// @param maskToken id of `mask_token`
    /// @param random draws the masks
    /// @return `θ̂`, the trained parameters
    public static EParams eTraining(
            int[][] x,
            EParams theta,
            int epochs,
            double eta,
            double pmask,
            int maskToken,
            RandomGenerator random,
            GradientFn<EParams> gradient) {
        if (!(pmask > 0 && pmask < 1)) {
            throw new IllegalArgumentException("p_mask must lie between 0 and 1, was " + pmask);
        }
        return descend(
                x.length,
                n -> new Loss.ELoss(x[n], mask(x[n], pmask, maskToken, random), maskToken),
                theta,
                epochs,
                eta,
                gradient);
    }

    /// **Algorithm 13**, `θ̂ ← DTraining(x_{1:N}, θ)`: learns to predict the next token, by [Loss.DLoss].
    ///
    /// @param x the N sequences
    /// @param theta where to start; left alone
    /// @param epochs `N_epochs`, passes over the data
    /// @param eta learning rate `η > 0`
    /// @return `θ̂`, the trained parameters
    public static DParams dTraining(int[][] x, DParams theta, int epochs, double eta, GradientFn<DParams> gradient) {
        return descend(x.length, n -> new Loss.DLoss(x[n]), theta, epochs, eta, gradient);
    }

    /// `x̃` of Algorithm 12: each token of x becomes `maskToken` with probability `pmask`, independently.
    public static int[] mask(int[] x, double pmask, int maskToken, RandomGenerator random) {
        int[] xtilde = x.clone();
        for (int t = 0; t < xtilde.length; t++) {
            if (random.nextDouble() < pmask) {
                xtilde[t] = maskToken;
            }
        }
        return xtilde;
    }

    private static <P extends Params<P>> P descend(
            int N, IntFunction<Loss<P>> item, P theta, int epochs, double eta, GradientFn<P> gradient) {
        if (!(eta > 0)) {
            throw new IllegalArgumentException("the learning rate η must be above 0, was " + eta);
        }
        P thetaHat = theta.copy();
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int n = 0; n < N; n++) {
                Optimizer.sgdStep(thetaHat, gradient.gradient(item.apply(n), thetaHat), eta);
            }
        }
        return thetaHat;
    }
}
