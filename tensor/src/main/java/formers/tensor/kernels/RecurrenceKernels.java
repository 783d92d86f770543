package formers.tensor.kernels;

/// The parts of recurrent networks that are no product, over `n` adjacent elements. Sums of products are
/// rounded after each step, so that the twins have the same bits.
public interface RecurrenceKernels {

    /// `next = h + w·(candidate − h)` where `w = z`, or `1 − z` if `keepsOld`. `next` overlaps no input.
    void blend(
            boolean keepsOld,
            float[] z,
            int zo,
            float[] candidate,
            int co,
            float[] h,
            int ho,
            float[] next,
            int no,
            int n);

    /// Gradients of [#blend] through the gate's sigmoid and the candidate's tanh. With `dh = dNext + carry`:
    /// `dGate = ±dh·(candidate − h)·z·(1 − z)`, `dCandidate = dh·w·(1 − candidate²)`, `carry = dh·(1 − w)`.
    ///
    /// @param dGate gradient of what entered the sigmoid, overwritten; likewise `dCandidate`
    /// @param carry gradient of `next` from later times; overwritten by that of `h`
    void blendGradient(
            boolean keepsOld,
            float[] z,
            int zo,
            float[] candidate,
            int co,
            float[] h,
            int ho,
            float[] dNext,
            int dno,
            float[] dGate,
            int dgo,
            float[] dCandidate,
            int dco,
            float[] carry,
            int cao,
            int n);

    /// Gradients of `r·x` through the sigmoid that made `r`, from the gradient `d` of the product:
    /// `dGate = d·x·r·(1 − r)` and `dx += d·r`.
    void gateGradient(
            float[] r,
            int ro,
            float[] x,
            int xo,
            float[] d,
            int dO,
            float[] dGate,
            int dgo,
            float[] dx,
            int dxo,
            int n);

    /// Gradients of the score `Σ weight·u`, `u = tanh(query + key)`, from the gradient `d` of the score:
    /// `g = d·weight·(1 − u²)` is added to `dKey` and to `dQuery`, `d·u` to `dWeight`.
    void scoreGradient(
            float[] u,
            int uo,
            float[] weight,
            int wo,
            float d,
            float[] dKey,
            int dko,
            float[] dQuery,
            int dqo,
            float[] dWeight,
            int dwo,
            int n);
}
