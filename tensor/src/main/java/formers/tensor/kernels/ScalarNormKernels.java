package formers.tensor.kernels;

/// The definitions, one row at a time, with sums in double precision.
final class ScalarNormKernels implements NormKernels {

    @Override
    public void layerNorm(
            int rows,
            int width,
            float[] x,
            int xo,
            float[] residual,
            int ro,
            float[] sum,
            int so,
            float[] gamma,
            int go,
            float[] beta,
            int bo,
            float eps,
            float[] y,
            int yo,
            float[] mean,
            int mo,
            float[] rstd,
            int rso) {
        float[] from = addResidual(rows * width, x, xo, residual, ro, sum, so);
        int start = residual == null ? xo : so;
        for (int r = 0; r < rows; r++) {
            int at = start + r * width;
            double total = 0;
            for (int j = 0; j < width; j++) {
                total += from[at + j];
            }
            double center = total / width;
            double squares = 0;
            for (int j = 0; j < width; j++) {
                squares += (from[at + j] - center) * (from[at + j] - center);
            }
            double scale = 1 / Math.sqrt(squares / width + eps);
            for (int j = 0; j < width; j++) {
                double normal = (from[at + j] - center) * scale;
                y[yo + r * width + j] = (float) (normal * at(gamma, go + j, 1) + at(beta, bo + j, 0));
            }
            mean[mo + r] = (float) center;
            rstd[rso + r] = (float) scale;
        }
    }

    @Override
    public void layerNormGradient(
            int rows,
            int width,
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] mean,
            int mo,
            float[] rstd,
            int rso,
            float[] dx,
            int dxo,
            boolean accumulate,
            float[] dGamma,
            int dgo,
            float[] dBeta,
            int dbo) {
        for (int r = 0; r < rows; r++) {
            double center = mean[mo + r];
            double scale = rstd[rso + r];
            double sumD = 0;
            double sumDNormal = 0;
            for (int j = 0; j < width; j++) {
                float dOut = dy[dyo + r * width + j];
                double normal = (x[xo + r * width + j] - center) * scale;
                double d = dOut * at(gamma, go + j, 1);
                sumD += d;
                sumDNormal += d * normal;
                addTo(dGamma, dgo + j, dOut * normal);
                addTo(dBeta, dbo + j, dOut);
            }
            for (int j = 0; j < width; j++) {
                double normal = (x[xo + r * width + j] - center) * scale;
                double d = dy[dyo + r * width + j] * at(gamma, go + j, 1);
                put((d - sumD / width - normal * sumDNormal / width) * scale, dx, dxo + r * width + j, accumulate);
            }
        }
    }

    @Override
    public void rmsNorm(
            int rows,
            int width,
            float[] x,
            int xo,
            float[] residual,
            int ro,
            float[] sum,
            int so,
            float[] gamma,
            int go,
            float eps,
            float[] y,
            int yo,
            float[] rstd,
            int rso) {
        float[] from = addResidual(rows * width, x, xo, residual, ro, sum, so);
        int start = residual == null ? xo : so;
        for (int r = 0; r < rows; r++) {
            int at = start + r * width;
            double squares = 0;
            for (int j = 0; j < width; j++) {
                squares += (double) from[at + j] * from[at + j];
            }
            double scale = 1 / Math.sqrt(squares / width + eps);
            for (int j = 0; j < width; j++) {
                y[yo + r * width + j] = (float) (from[at + j] * scale * at(gamma, go + j, 1));
            }
            rstd[rso + r] = (float) scale;
        }
    }

    @Override
    public void rmsNormGradient(
            int rows,
            int width,
            float[] dy,
            int dyo,
            float[] x,
            int xo,
            float[] gamma,
            int go,
            float[] rstd,
            int rso,
            float[] dx,
            int dxo,
            boolean accumulate,
            float[] dGamma,
            int dgo) {
        for (int r = 0; r < rows; r++) {
            double scale = rstd[rso + r];
            double sumDNormal = 0;
            for (int j = 0; j < width; j++) {
                float dOut = dy[dyo + r * width + j];
                double normal = x[xo + r * width + j] * scale;
                sumDNormal += dOut * at(gamma, go + j, 1) * normal;
                addTo(dGamma, dgo + j, dOut * normal);
            }
            for (int j = 0; j < width; j++) {
                double normal = x[xo + r * width + j] * scale;
                double d = dy[dyo + r * width + j] * at(gamma, go + j, 1);
                put((d - normal * sumDNormal / width) * scale, dx, dxo + r * width + j, accumulate);
            }
        }
    }

    /// What is to be normalised: `x`, or `sum` after the residual has been added.
    private static float[] addResidual(int n, float[] x, int xo, float[] residual, int ro, float[] sum, int so) {
        if (residual == null) {
            return x;
        }
        for (int i = 0; i < n; i++) {
            sum[so + i] = x[xo + i] + residual[ro + i];
        }
        return sum;
    }

    private static double at(float[] values, int i, double otherwise) {
        return values == null ? otherwise : values[i];
    }

    private static void addTo(float[] sums, int i, double value) {
        if (sums != null) {
            sums[i] += (float) value;
        }
    }

    private static void put(double value, float[] to, int i, boolean accumulate) {
        to[i] = (float) (accumulate ? to[i] + value : value);
    }
}
