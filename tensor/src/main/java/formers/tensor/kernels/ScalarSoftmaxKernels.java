package formers.tensor.kernels;

/// The definitions, one row at a time, through double precision.
final class ScalarSoftmaxKernels implements SoftmaxKernels {

    @Override
    public void softmax(int rows, int width, float[] x, int xo, float[] y, int yo) {
        for (int r = 0; r < rows; r++) {
            double total = ScalarReductionKernels.logOfSum(x, xo + r * width, width);
            for (int j = 0; j < width; j++) {
                y[yo + r * width + j] = (float) Math.exp(x[xo + r * width + j] - total);
            }
        }
    }

    @Override
    public void softmaxGradient(
            int rows, int width, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            double dot = 0;
            for (int j = 0; j < width; j++) {
                dot += (double) dy[dyo + r * width + j] * y[yo + r * width + j];
            }
            for (int j = 0; j < width; j++) {
                double d = y[yo + r * width + j] * (dy[dyo + r * width + j] - dot);
                put(d, dx, dxo + r * width + j, accumulate);
            }
        }
    }

    @Override
    public void logSoftmax(int rows, int width, float[] x, int xo, float[] y, int yo) {
        for (int r = 0; r < rows; r++) {
            double total = ScalarReductionKernels.logOfSum(x, xo + r * width, width);
            for (int j = 0; j < width; j++) {
                y[yo + r * width + j] = (float) (x[xo + r * width + j] - total);
            }
        }
    }

    @Override
    public void logSoftmaxGradient(
            int rows, int width, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            double sum = 0;
            for (int j = 0; j < width; j++) {
                sum += dy[dyo + r * width + j];
            }
            for (int j = 0; j < width; j++) {
                double d = dy[dyo + r * width + j] - Math.exp(y[yo + r * width + j]) * sum;
                put(d, dx, dxo + r * width + j, accumulate);
            }
        }
    }

    @Override
    public void crossEntropy(
            int rows,
            int width,
            float[] logits,
            int xo,
            int[] targets,
            int to,
            CrossEntropyOptions options,
            float[] loss,
            int lo) {
        double share = options.labelSmoothing() / width;
        for (int r = 0; r < rows; r++) {
            int at = xo + r * width;
            int target = targets[to + r];
            loss[lo + r] = 0;
            if (options.counts(target, width)) {
                double total = ScalarReductionKernels.logOfSum(logits, at, width);
                double nats = (1 - options.labelSmoothing()) * options.weight(target) * (total - logits[at + target]);
                if (share > 0) {
                    for (int c = 0; c < width; c++) {
                        nats += share * options.weight(c) * (total - logits[at + c]);
                    }
                }
                loss[lo + r] = (float) nats;
            }
        }
    }

    @Override
    public void crossEntropyWithGradient(
            int rows,
            int width,
            float[] logits,
            int xo,
            int[] targets,
            int to,
            CrossEntropyOptions options,
            float[] loss,
            int lo,
            float scale,
            float[] dLogits,
            int dxo) {
        crossEntropy(rows, width, logits, xo, targets, to, options, loss, lo);
        double share = options.labelSmoothing() / width;
        double smoothed = share * options.totalWeight(width);
        for (int r = 0; r < rows; r++) {
            int at = xo + r * width;
            int target = targets[to + r];
            boolean counts = options.counts(target, width);
            double onTarget = counts ? (1 - options.labelSmoothing()) * options.weight(target) : 0;
            double total = ScalarReductionKernels.logOfSum(logits, at, width);
            for (int c = 0; c < width; c++) {
                double p = Math.exp(logits[at + c] - total);
                double wanted = share * options.weight(c) + (c == target ? onTarget : 0);
                dLogits[dxo + r * width + c] = counts ? (float) (scale * ((onTarget + smoothed) * p - wanted)) : 0;
            }
        }
    }

    private static void put(double value, float[] to, int i, boolean accumulate) {
        to[i] = (float) (accumulate ? to[i] + value : value);
    }
}
