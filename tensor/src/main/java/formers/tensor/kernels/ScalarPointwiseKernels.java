package formers.tensor.kernels;

/// The definitions, element by element, through double precision.
final class ScalarPointwiseKernels implements PointwiseKernels {

    @Override
    public void unary(UnaryOp op, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) ScalarMath.apply(op, x[xo + i]);
        }
    }

    @Override
    public void unaryGradient(
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
            boolean accumulate) {
        for (int i = 0; i < n; i++) {
            float d = (float) (dy[dyo + i] * ScalarMath.derivative(op, x[xo + i]));
            dx[dxo + i] = accumulate ? dx[dxo + i] + d : d;
        }
    }

    @Override
    public void binary(BinaryOp op, float[] a, int ao, int as, float[] b, int bo, int bs, float[] c, int co, int n) {
        // A scalar operand may lie in c, so it is read before anything is written.
        float a0 = n > 0 ? a[ao] : 0;
        float b0 = n > 0 ? b[bo] : 0;
        for (int i = 0; i < n; i++) {
            c[co + i] = apply(op, as == 0 ? a0 : a[ao + i], bs == 0 ? b0 : b[bo + i]);
        }
    }

    static float apply(BinaryOp op, float a, float b) {
        return switch (op) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case POWER -> (float) Math.pow(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case GREATER -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> a <= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
        };
    }

    @Override
    public void multiplyAdd(float[] x, int xo, float factor, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] += factor * x[xo + i];
        }
    }

    @Override
    public void scale(float[] x, int xo, float factor, float offset, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = factor * x[xo + i] + offset;
        }
    }

    @Override
    public void clamp(float[] x, int xo, float low, float high, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.min(Math.max(x[xo + i], low), high);
        }
    }

    @Override
    public void where(
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
            int n) {
        float c0 = n > 0 ? condition[co] : 0;
        float a0 = n > 0 ? a[ao] : 0;
        float b0 = n > 0 ? b[bo] : 0;
        for (int i = 0; i < n; i++) {
            boolean holds = (cs == 0 ? c0 : condition[co + i]) != 0;
            float yes = as == 0 ? a0 : a[ao + i];
            float no = bs == 0 ? b0 : b[bo + i];
            y[yo + i] = holds ? yes : no;
        }
    }

    @Override
    public void gated(
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
            int width) {
        requireGate(act);
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j++) {
                double value = ScalarMath.apply(act, gate[go + r * gateStride + j]) * up[uo + r * upStride + j];
                out[oo + r * outStride + j] = (float) value;
            }
        }
    }

    @Override
    public void gatedGradient(
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
            int width) {
        requireGate(act);
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j++) {
                double x = gate[go + r * gateStride + j];
                double d = dOut[doo + r * dOutStride + j];
                double u = up[uo + r * upStride + j];
                dGate[dgo + r * dGateStride + j] = (float) (d * u * ScalarMath.derivative(act, x));
                dUp[duo + r * dUpStride + j] = (float) (d * ScalarMath.apply(act, x));
            }
        }
    }

    static void requireGate(UnaryOp act) {
        switch (act) {
            case SIGMOID, RELU, GELU, GELU_TANH, SILU -> {}
            case NEGATE, ABS, EXP, LOG, TANH, ERF, SIN, COS, SQRT, RSQRT, SQUARE, RECIPROCAL, SOFTPLUS ->
                throw new IllegalArgumentException("a gate must be SIGMOID, RELU, GELU, GELU_TANH or SILU, was " + act);
        }
    }
}
