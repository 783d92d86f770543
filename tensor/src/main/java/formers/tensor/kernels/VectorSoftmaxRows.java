package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

/// The inner loops of softmax without exponentials.
final class VectorSoftmaxRows {

    private VectorSoftmaxRows() {}

    /// `dx = y·(dy − dot)`, or added to `dx`.
    static void gradient(float[] y, int yo, float[] dy, int dyo, float dot, float[] dx, int dxo, int n, boolean add) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var d = load(y, yo + i).mul(load(dy, dyo + i).sub(dot));
            (add ? d.add(load(dx, dxo + i)) : d).intoArray(dx, dxo + i);
        }
        for (; i < n; i++) {
            float d = y[yo + i] * (dy[dyo + i] - dot);
            dx[dxo + i] = add ? d + dx[dxo + i] : d;
        }
    }

    /// `y = (x − high) − low`.
    static void subtract(float[] x, int xo, float high, float low, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            load(x, xo + i).sub(high).sub(low).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = (x[xo + i] - high) - low;
        }
    }
}
