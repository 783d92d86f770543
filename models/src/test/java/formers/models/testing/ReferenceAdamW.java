package formers.models.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// AdamW in double precision (Loshchilov and Hutter, 2019, Algorithm 2 with the learning rate in front of
/// the decay too): `p ← p - lr (m̂/(√v̂ + ε) + decay·p)`, where m̂ and v̂ are the bias-corrected running
/// means of the gradient and its square.
public final class ReferenceAdamW {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double decay;
    private final Predicate<String> decays;
    private final Map<String, double[]> means = new HashMap<>();
    private final Map<String, double[]> squares = new HashMap<>();
    private int steps;

    /// @param decay weight decay, uncoupled from the gradient
    /// @param decays which parameters it applies to, by name; usually the matrices
    public ReferenceAdamW(double beta1, double beta2, double epsilon, double decay, Predicate<String> decays) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.decay = decay;
        this.decays = decays;
    }

    /// Changes `parameters` in place. Both maps have the same names and lengths in every step.
    public void step(Map<String, double[]> parameters, Map<String, double[]> gradients, double learningRate) {
        steps++;
        double correction1 = 1 - Math.pow(beta1, steps);
        double correction2 = 1 - Math.pow(beta2, steps);
        parameters.forEach((name, p) -> {
            double[] g = gradients.get(name);
            double[] m = means.computeIfAbsent(name, _ -> new double[p.length]);
            double[] v = squares.computeIfAbsent(name, _ -> new double[p.length]);
            double shrink = decays.test(name) ? decay : 0;
            for (int i = 0; i < p.length; i++) {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                double direction = m[i] / correction1 / (Math.sqrt(v[i] / correction2) + epsilon);
                p[i] -= learningRate * (direction + shrink * p[i]);
            }
        });
    }
}
