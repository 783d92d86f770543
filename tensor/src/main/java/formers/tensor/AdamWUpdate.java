package formers.tensor;

/// One step of AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2) in one pass over memory:
/// `m = β₁m + (1−β₁)g`, `v = β₂v + (1−β₂)g²`, `p −= rate·(m̂/(√v̂ + ε) + decay·p)` where `m̂ = m/(1−β₁ᵗ)`,
/// `v̂ = v/(1−β₂ᵗ)` and g is the gradient times `gradientScale`.
///
/// @param step  t, counted from 1
/// @param decay decoupled weight decay, times the rate
public record AdamWUpdate(
        long step, float rate, float beta1, float beta2, float epsilon, float decay, float gradientScale) {

    /// Updates a parameter and its two moments, all of one shape, from the parameter's [Tensor#gradient].
    ///
    /// @throws IllegalStateException if the parameter has no gradient
    public void apply(Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        var gradient = parameter.gradient();
        if (gradient == null) {
            throw new IllegalStateException("parameter " + parameter.shape() + " has no gradient: run backward first");
        }
        if (!firstMoment.shape().equals(parameter.shape())
                || !secondMoment.shape().equals(parameter.shape())) {
            throw new ShapeException("moments %s and %s of a parameter %s"
                    .formatted(firstMoment.shape(), secondMoment.shape(), parameter.shape()));
        }
        Backend.current().updates().adamW(parameter, gradient, firstMoment, secondMoment, this);
    }

    /// `√Σ g²` over the gradients of all `parameters`, for clipping; those without a gradient do not count.
    public static double gradientNorm(Iterable<Tensor> parameters) {
        double sum = 0;
        for (var parameter : parameters) {
            var gradient = parameter.gradient();
            if (gradient != null) {
                sum += Backend.current().reductions().sumOfSquares(gradient);
            }
        }
        return Math.sqrt(sum);
    }
}
