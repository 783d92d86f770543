package formers.tensor.kernels;

/// The numbers of one AdamW step (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2).
///
/// @param rate learning rate
/// @param beta1 decay of the mean of gradients
/// @param beta2 decay of the mean of squared gradients
/// @param eps added to the root of the second moment
/// @param decay weight decay, multiplied by the rate
/// @param correction1 `1 − beta1^t` at step `t ≥ 1`
/// @param correction2 `1 − beta2^t`
/// @param gradientScale factor on every gradient first: clipping, averaging over accumulated batches
public record AdamWStep(
        float rate,
        float beta1,
        float beta2,
        float eps,
        float decay,
        float correction1,
        float correction2,
        float gradientScale) {

    /// The numbers of step `t`, counted from 1.
    public static AdamWStep at(
            long t, float rate, float beta1, float beta2, float eps, float decay, float gradientScale) {
        return new AdamWStep(
                rate,
                beta1,
                beta2,
                eps,
                decay,
                (float) (1 - Math.pow(beta1, t)),
                (float) (1 - Math.pow(beta2, t)),
                gradientScale);
    }
}
