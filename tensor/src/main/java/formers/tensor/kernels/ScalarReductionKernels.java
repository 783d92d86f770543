package formers.tensor.kernels;

/// The definitions, summed in double precision.
final class ScalarReductionKernels implements ReductionKernels {

    @Override
    public float sum(float[] x, int xo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[xo + i];
        }
        return (float) sum;
    }

    @Override
    public double sumOfSquares(float[] x, int xo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) x[xo + i] * x[xo + i];
        }
        return sum;
    }

    @Override
    public float dot(float[] a, int ao, float[] b, int bo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) a[ao + i] * b[bo + i];
        }
        return (float) sum;
    }

    @Override
    public float max(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    @Override
    public float min(float[] x, int xo, int n) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    @Override
    public int argmax(float[] x, int xo, int n) {
        return indexOf(max(x, xo, n), x, xo, n);
    }

    /// Where `value`, which is there, stands first; NaN is found too.
    static int indexOf(float value, float[] x, int xo, int n) {
        for (int i = 0; i < n; i++) {
            if (x[xo + i] == value || (value != value && x[xo + i] != x[xo + i])) {
                return i;
            }
        }
        throw new IllegalArgumentException("argmax of no elements");
    }

    @Override
    public float logSumExp(float[] x, int xo, int n) {
        return (float) logOfSum(x, xo, n);
    }

    static double logOfSum(float[] x, int xo, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        if (Double.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x[xo + i] - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public void columnSum(float[] x, int xo, int stride, int rows, int n, float[] y, int yo) {
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int r = 0; r < rows; r++) {
                sum += x[xo + r * stride + j];
            }
            y[yo + j] += (float) sum;
        }
    }
}
