package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/// The inner loops of normalisation, each over one row. "Normal" is `(x − center)·scale`.
final class VectorNormRows {

    /// A variance below this share of the squared distance of the mean from the pivot has lost four bits or more.
    private static final float FAR = 1 / 16f;

    private VectorNormRows() {}

    /// `sum = a + b`.
    static void add(float[] a, int ao, float[] b, int bo, float[] sum, int so, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            load(a, ao + i).add(load(b, bo + i)).intoArray(sum, so + i);
        }
        for (; i < n; i++) {
            sum[so + i] = a[ao + i] + b[bo + i];
        }
    }

    /// Mean and variance of a row in one pass: sums of the distances from its first element, and of their squares.
    /// Where that element is far from all others the squares lose too much, and are summed again around the mean.
    static void moments(float[] x, int xo, int n, float[] moments) {
        float pivot = x[xo];
        var s0 = FloatVector.zero(F);
        FloatVector s1 = s0, q0 = s0, q1 = s0;
        int i = 0;
        for (; i <= n - 2 * L; i += 2 * L) {
            var d0 = load(x, xo + i).sub(pivot);
            var d1 = load(x, xo + i + L).sub(pivot);
            s0 = s0.add(d0);
            s1 = s1.add(d1);
            q0 = d0.fma(d0, q0);
            q1 = d1.fma(d1, q1);
        }
        float sum = VectorMath.sum(s0.add(s1));
        float squares = VectorMath.sum(q0.add(q1));
        for (; i < n; i++) {
            float d = x[xo + i] - pivot;
            sum += d;
            squares += d * d;
        }
        float distance = sum / n;
        float variance = squares / n - distance * distance;
        float mean = pivot + distance;
        moments[0] = mean;
        moments[1] = variance > FAR * distance * distance ? variance : squaredDeviations(x, xo, mean, n) / n;
    }

    /// `Σ (x − center)²`.
    static float squaredDeviations(float[] x, int xo, float center, int n) {
        var s0 = FloatVector.zero(F);
        var s1 = s0;
        int i = 0;
        for (; i <= n - 2 * L; i += 2 * L) {
            var d0 = load(x, xo + i).sub(center);
            var d1 = load(x, xo + i + L).sub(center);
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += (x[xo + i] - center) * (x[xo + i] - center);
        }
        return VectorMath.sum(s0.add(s1)) + rest;
    }

    /// `y = normal·gamma + beta`.
    static void normalize(
            float[] x,
            int xo,
            float center,
            float scale,
            float[] gamma,
            int go,
            float[] beta,
            int bo,
            float[] y,
            int yo,
            int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var normal = load(x, xo + i).sub(center).mul(scale);
            normal.fma(load(gamma, go + i), load(beta, bo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = (x[xo + i] - center) * scale * gamma[go + i] + beta[bo + i];
        }
    }

    /// `y = x·scale·gamma`.
    static void scale(float[] x, int xo, float scale, float[] gamma, int go, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            load(x, xo + i).mul(scale).mul(load(gamma, go + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = x[xo + i] * scale * gamma[go + i];
        }
    }

    /// `dGamma += dy·normal`, `dBeta += dy`.
    static void addParameterGradients(
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float center,
            float scale,
            float[] dGamma,
            int dgo,
            float[] dBeta,
            int dbo,
            int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var d = load(dy, dyo + i);
            var normal = load(x, xo + i).sub(center).mul(scale);
            d.fma(normal, load(dGamma, dgo + i)).intoArray(dGamma, dgo + i);
            d.add(load(dBeta, dbo + i)).intoArray(dBeta, dbo + i);
        }
        for (; i < n; i++) {
            dGamma[dgo + i] += dy[dyo + i] * ((x[xo + i] - center) * scale);
            dBeta[dbo + i] += dy[dyo + i];
        }
    }

    /// `dGamma += dy·x·scale`.
    static void addGainGradient(float[] dy, int dyo, float[] x, int xo, float scale, float[] dGamma, int dgo, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var normal = load(x, xo + i).mul(scale);
            load(dy, dyo + i).fma(normal, load(dGamma, dgo + i)).intoArray(dGamma, dgo + i);
        }
        for (; i < n; i++) {
            dGamma[dgo + i] += dy[dyo + i] * (x[xo + i] * scale);
        }
    }

    /// `Σ dy·gamma·normal`.
    static float correlation(
            float[] dy, int dyo, float[] gamma, int go, float[] x, int xo, float center, float scale, int n) {
        var s0 = FloatVector.zero(F);
        var s1 = s0;
        int i = 0;
        for (; i <= n - 2 * L; i += 2 * L) {
            var d0 = load(dy, dyo + i).mul(load(gamma, go + i));
            var d1 = load(dy, dyo + i + L).mul(load(gamma, go + i + L));
            s0 = d0.fma(load(x, xo + i).sub(center), s0);
            s1 = d1.fma(load(x, xo + i + L).sub(center), s1);
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += dy[dyo + i] * gamma[go + i] * (x[xo + i] - center);
        }
        return (VectorMath.sum(s0.add(s1)) + rest) * scale;
    }

    /// `dx = (dy·gamma − meanD − normal·meanDNormal)·scale`, or added to `dx`.
    static void inputGradient(
            float[] dy,
            int dyo,
            float[] gamma,
            int go,
            float[] x,
            int xo,
            float center,
            float scale,
            float meanD,
            float meanDNormal,
            float[] dx,
            int dxo,
            int n,
            boolean add) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var normal = load(x, xo + i).sub(center).mul(scale);
            var d = load(dy, dyo + i)
                    .mul(load(gamma, go + i))
                    .sub(meanD)
                    .sub(normal.mul(meanDNormal))
                    .mul(scale);
            (add ? d.add(load(dx, dxo + i)) : d).intoArray(dx, dxo + i);
        }
        for (; i < n; i++) {
            float normal = (x[xo + i] - center) * scale;
            float d = (dy[dyo + i] * gamma[go + i] - meanD - normal * meanDNormal) * scale;
            dx[dxo + i] = add ? d + dx[dxo + i] : d;
        }
    }
}
