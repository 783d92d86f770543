package formers.tensor.kernels;

import java.util.Arrays;

/// Row by row: a row is read from memory once and stays in the first-level cache for the passes after the first.
final class VectorNormKernels implements NormKernels {

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
        float[] from = residual == null ? x : sum;
        int start = residual == null ? xo : so;
        float[] gains = gamma == null ? constant(width, 1) : gamma;
        float[] shifts = beta == null ? constant(width, 0) : beta;
        var moments = new float[2];
        for (int r = 0; r < rows; r++) {
            int at = start + r * width;
            if (residual != null) {
                VectorNormRows.add(x, xo + r * width, residual, ro + r * width, sum, at, width);
            }
            VectorNormRows.moments(from, at, width, moments);
            float center = moments[0];
            float scale = (float) (1 / Math.sqrt((double) moments[1] + eps));
            VectorNormRows.normalize(
                    from,
                    at,
                    center,
                    scale,
                    gains,
                    gamma == null ? 0 : go,
                    shifts,
                    beta == null ? 0 : bo,
                    y,
                    yo + r * width,
                    width);
            mean[mo + r] = center;
            rstd[rso + r] = scale;
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
        float[] gains = gamma == null ? constant(width, 1) : gamma;
        float[] dGains = dGamma == null ? new float[width] : dGamma;
        float[] dShifts = dBeta == null ? new float[width] : dBeta;
        int gainsAt = gamma == null ? 0 : go;
        int dGainsAt = dGamma == null ? 0 : dgo;
        int dShiftsAt = dBeta == null ? 0 : dbo;
        for (int r = 0; r < rows; r++) {
            int at = r * width;
            float center = mean[mo + r];
            float scale = rstd[rso + r];
            VectorNormRows.addParameterGradients(
                    dy, dyo + at, x, xo + at, center, scale, dGains, dGainsAt, dShifts, dShiftsAt, width);
            float meanD = (float) (VectorReductionKernels.product(dy, dyo + at, gains, gainsAt, width) / width);
            float meanDNormal =
                    VectorNormRows.correlation(dy, dyo + at, gains, gainsAt, x, xo + at, center, scale, width) / width;
            VectorNormRows.inputGradient(
                    dy,
                    dyo + at,
                    gains,
                    gainsAt,
                    x,
                    xo + at,
                    center,
                    scale,
                    meanD,
                    meanDNormal,
                    dx,
                    dxo + at,
                    width,
                    accumulate);
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
        float[] from = residual == null ? x : sum;
        int start = residual == null ? xo : so;
        float[] gains = gamma == null ? constant(width, 1) : gamma;
        for (int r = 0; r < rows; r++) {
            int at = start + r * width;
            if (residual != null) {
                VectorNormRows.add(x, xo + r * width, residual, ro + r * width, sum, at, width);
            }
            double square = VectorReductionKernels.product(from, at, from, at, width) / width;
            float scale = (float) (1 / Math.sqrt(square + eps));
            VectorNormRows.scale(from, at, scale, gains, gamma == null ? 0 : go, y, yo + r * width, width);
            rstd[rso + r] = scale;
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
        float[] gains = gamma == null ? constant(width, 1) : gamma;
        int gainsAt = gamma == null ? 0 : go;
        for (int r = 0; r < rows; r++) {
            int at = r * width;
            float scale = rstd[rso + r];
            if (dGamma != null) {
                VectorNormRows.addGainGradient(dy, dyo + at, x, xo + at, scale, dGamma, dgo, width);
            }
            float meanDNormal =
                    VectorNormRows.correlation(dy, dyo + at, gains, gainsAt, x, xo + at, 0, scale, width) / width;
            VectorNormRows.inputGradient(
                    dy,
                    dyo + at,
                    gains,
                    gainsAt,
                    x,
                    xo + at,
                    0,
                    scale,
                    0,
                    meanDNormal,
                    dx,
                    dxo + at,
                    width,
                    accumulate);
        }
    }

    private static float[] constant(int width, float value) {
        var values = new float[width];
        Arrays.fill(values, value);
        return values;
    }
}
