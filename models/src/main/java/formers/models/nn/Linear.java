package formers.models.nn;

import formers.tensor.Tensor;

/// `y = x Wᵀ + b`: `[…, in] → […, out]`.
///
/// @param weight `[out, in]`
/// @param bias   `[out]`, or null
public record Linear(Tensor weight, Tensor bias) {

    public static Linear of(Parameters parameters, Initializer initializer, int in, int out, boolean bias) {
        return new Linear(
                parameters.weight("weight", initializer, out, in),
                bias ? parameters.get("bias", Initializer.constant(0), out) : null);
    }

    public Tensor apply(Tensor x) {
        return x.linear(weight, bias);
    }
}
