package formers.tensor.kernels;

/// Functions of single elements over ranges of arrays. An operand is an array and the offset of its first
/// element.
///
/// One thread runs each call; the caller splits work. An output may be an input itself (same array, same offset)
/// but may not overlap one otherwise. An element's result does not depend on where in a range it stands.
public interface PointwiseKernels {

    /// `y[i] = op(x[i])` for `i < n`.
    void unary(UnaryOp op, float[] x, int xo, float[] y, int yo, int n);

    /// `dx[i] = dy[i]·op′(x[i])`, or added to `dx[i]`. Takes `y[i] = op(x[i])` as well, because some derivatives
    /// are cheaper from it. At kinks: 0 for ABS and RELU at 0.
    void unaryGradient(
            UnaryOp op,
            float[] x,
            int xo,
            float[] y,
            int yo,
            float[] dy,
            int dyo,
            float[] dx,
            int dxo,
            int n,
            boolean accumulate);

    /// `c[i] = op(a[i·as], b[i·bs])`.
    ///
    /// @param as 1 for a range, 0 for a single element broadcast to all
    /// @param bs 1 or 0 likewise
    void binary(BinaryOp op, float[] a, int ao, int as, float[] b, int bo, int bs, float[] c, int co, int n);

    /// `y[i] += factor·x[i]`.
    void multiplyAdd(float[] x, int xo, float factor, float[] y, int yo, int n);

    /// `y[i] = factor·x[i] + offset`.
    void scale(float[] x, int xo, float factor, float offset, float[] y, int yo, int n);

    /// `y[i] = min(max(x[i], low), high)`; NaN stays NaN.
    void clamp(float[] x, int xo, float low, float high, float[] y, int yo, int n);

    /// `y[i] = condition[i·cs] ≠ 0 ? a[i·as] : b[i·bs]`, strides 1 or 0; NaN counts as true.
    void where(
            float[] condition,
            int co,
            int cs,
            float[] a,
            int ao,
            int as,
            float[] b,
            int bo,
            int bs,
            float[] y,
            int yo,
            int n);

    /// Gated linear units (Shazeer 2020, arXiv:2002.05202): `out[r, j] = act(gate[r, j])·up[r, j]`. A stride is
    /// the distance in elements from one row to the next, so that gate and up may be halves of one matrix.
    ///
    /// @param act SIGMOID, RELU, GELU, GELU_TANH or SILU
    /// @throws IllegalArgumentException for another function
    void gated(
            UnaryOp act,
            float[] gate,
            int go,
            int gateStride,
            float[] up,
            int uo,
            int upStride,
            float[] out,
            int oo,
            int outStride,
            int rows,
            int width);

    /// Gradients of [#gated]: `dGate = dOut·up·act′(gate)` and `dUp = dOut·act(gate)`, both overwritten.
    void gatedGradient(
            UnaryOp act,
            float[] gate,
            int go,
            int gateStride,
            float[] up,
            int uo,
            int upStride,
            float[] dOut,
            int doo,
            int dOutStride,
            float[] dGate,
            int dgo,
            int dGateStride,
            float[] dUp,
            int duo,
            int dUpStride,
            int rows,
            int width);
}
