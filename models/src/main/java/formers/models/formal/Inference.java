package formers.models.formal;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Generating tokens: Algorithms 14 and 15.
public final class Inference {

    private Inference() {}

    /// **Algorithm 14**, `y ← DInference(x, θ̂)`: continues a prompt.
    ///
    /// Repeats `ℓ_gen` times: `P = DTransformer(x | θ̂)`; `p` is the last column of P; draws y from `q ∝
    /// p^{1/τ}`; appends y to x.
    ///
    /// @param x the prompt; with the new tokens but the last it must fit into `ℓ_max`
    /// @param lgen `ℓ_gen`, how many tokens to generate
    /// @param tau temperature `τ ∈ (0, ∞)`: 1 samples the model's own distribution, near 0 takes the
    /// likeliest token
    /// @return the `ℓ_gen` new tokens
    /// @throws IllegalArgumentException if the sequence outgrows `ℓ_max` or `tau` is not above 0
    public static int[] dInference(int[] x, DParams theta, int lgen, double tau, RandomGenerator random) {
        return dInference(x, theta, lgen, tau, random, Options.paper());
    }

    /// As [#dInference(int[], DParams, int, double, RandomGenerator)], with changes to the letter of the
    /// paper.
    public static int[] dInference(
            int[] x, DParams theta, int lgen, double tau, RandomGenerator random, Options options) {
        int[] sequence = Arrays.copyOf(x, x.length + lgen);
        for (int l = x.length; l < sequence.length; l++) {
            double[][] P = Decoder.dTransformer(Arrays.copyOf(sequence, l), theta, options);
            sequence[l] = sample(Matrices.column(P, l - 1), tau, random);
        }
        return Arrays.copyOfRange(sequence, x.length, sequence.length);
    }

    /// **Algorithm 15**, `x̂ ← EDInference(z, θ̂)`: maps a sequence to another, say, to its translation.
    ///
    /// Starts with `x̂ = [bos_token]`; repeats until `eos_token` comes: `P = EDTransformer(z, x̂ | θ̂)`;
    /// `p` is the last column of P; draws y from `q ∝ p^{1/τ}`; appends y to x̂.
    ///
    /// @param z context token ids
    /// @param bos id of `bos_token`
    /// @param eos id of `eos_token`
    /// @param maxLength tokens, `bos_token` included, after which to give up; the paper's loop may never
    /// end
    /// @param tau temperature `τ ∈ (0, ∞)`
    /// @return `x̂`, from `bos_token` to `eos_token`, or `maxLength` tokens without it
    public static int[] edInference(
            int[] z, EDParams theta, int bos, int eos, int maxLength, double tau, RandomGenerator random) {
        return edInference(z, theta, bos, eos, maxLength, tau, random, Options.paper());
    }

    /// As [#edInference(int[], EDParams, int, int, int, double, RandomGenerator)], with changes to the
    /// letter of the paper.
    public static int[] edInference(
            int[] z,
            EDParams theta,
            int bos,
            int eos,
            int maxLength,
            double tau,
            RandomGenerator random,
            Options options) {
        int[] xhat = {bos};
        int y = bos;
        while (xhat.length < maxLength && (y != eos || xhat.length == 1)) {
            double[][] P = EncoderDecoder.edTransformer(z, xhat, theta, options);
            y = sample(Matrices.column(P, xhat.length - 1), tau, random);
            xhat = Arrays.copyOf(xhat, xhat.length + 1);
            xhat[xhat.length - 1] = y;
        }
        return xhat;
    }

    /// `q ∝ p^{1/τ}`, computed as `softmax(log p / τ)`, which neither overflows nor vanishes for a small τ.
    ///
    /// @param p a distribution over the vocabulary
    /// @param tau temperature, above 0
    public static double[] tempered(double[] p, double tau) {
        if (!(tau > 0 && tau < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be finite and above 0, was " + tau);
        }
        var scaled = new double[p.length];
        for (int v = 0; v < p.length; v++) {
            scaled[v] = Math.log(p[v]) / tau;
        }
        return Matrices.softmax(scaled);
    }

    /// Draws a token from `q ∝ p^{1/τ}` by inverting the cumulative distribution.
    private static int sample(double[] p, double tau, RandomGenerator random) {
        double[] q = tempered(p, tau);
        double u = random.nextDouble();
        int y = -1;
        for (int v = 0; v < q.length && u >= 0; v++) {
            if (q[v] > 0) {
                y = v; // rounding may leave u ≥ 0 after the last token: then the last possible one it is
                u -= q[v];
            }
        }
        return y;
    }
}
