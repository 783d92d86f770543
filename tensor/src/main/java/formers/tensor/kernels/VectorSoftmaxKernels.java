package formers.tensor.kernels;

import java.util.Arrays;

/// Row by row; a row that fits the second-level cache is read from memory once.
final class VectorSoftmaxKernels implements SoftmaxKernels {

    private final PointwiseKernels pointwise = new VectorPointwiseKernels();

    @Override
    public void softmax(int rows, int width, float[] x, int xo, float[] y, int yo) {
        for (int r = 0; r < rows; r++) {
            int from = xo + r * width;
            int to = yo + r * width;
            float max = VectorReductionKernels.largest(x, from, width);
            VectorSoftmaxExponentials.write(x, from, max, y, to, width);
            float sum = (float) VectorReductionKernels.total(y, to, width);
            pointwise.scale(y, to, 1 / sum, 0, y, to, width);
        }
    }

    @Override
    public void softmaxGradient(
            int rows, int width, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            int at = r * width;
            float dot = (float) VectorReductionKernels.product(y, yo + at, dy, dyo + at, width);
            VectorSoftmaxRows.gradient(y, yo + at, dy, dyo + at, dot, dx, dxo + at, width, accumulate);
        }
    }

    @Override
    public void logSoftmax(int rows, int width, float[] x, int xo, float[] y, int yo) {
        for (int r = 0; r < rows; r++) {
            double total = VectorReductionKernels.logOfSum(x, xo + r * width, width);
            // In two steps, because the total as one float would be too coarse for rows of large numbers.
            float high = (float) total;
            float low = (float) (total - high);
            VectorSoftmaxRows.subtract(x, xo + r * width, high, low, y, yo + r * width, width);
        }
    }

    @Override
    public void logSoftmaxGradient(
            int rows, int width, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            int at = r * width;
            float sum = (float) VectorReductionKernels.total(dy, dyo + at, width);
            if (accumulate) {
                pointwise.multiplyAdd(dy, dyo + at, 1, dx, dxo + at, width);
                VectorSoftmaxExponentials.writeScaled(
                        y, yo + at, 0, -sum, VectorMath.copies(0), 0, 0, dx, dxo + at, width, true);
            } else {
                VectorSoftmaxExponentials.writeScaled(y, yo + at, 0, -sum, dy, dyo + at, 1, dx, dxo + at, width, false);
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
            int lo,
            float[] logSumExp,
            int so) {
        float share = options.labelSmoothing() / width;
        double totalWeight = share > 0 ? options.totalWeight(width) : 0;
        for (int r = 0; r < rows; r++) {
            int at = xo + r * width;
            int target = targets[to + r];
            double total = VectorReductionKernels.logOfSum(logits, at, width);
            logSumExp[so + r] = (float) total;
            loss[lo + r] = 0;
            if (options.counts(target, width)) {
                double nats = (1 - options.labelSmoothing()) * options.weight(target) * (total - logits[at + target]);
                if (share > 0) {
                    nats += share * (totalWeight * total - weightedSum(logits, at, options.classWeights(), width));
                }
                loss[lo + r] = (float) nats;
            }
        }
    }

    private static double weightedSum(float[] logits, int at, float[] weights, int width) {
        return weights == null
                ? VectorReductionKernels.total(logits, at, width)
                : VectorReductionKernels.product(logits, at, weights, 0, width);
    }

    @Override
    public void crossEntropyGradient(
            int rows,
            int width,
            float[] logits,
            int xo,
            int[] targets,
            int to,
            CrossEntropyOptions options,
            float[] logSumExp,
            int so,
            float[] dLoss,
            int dlo,
            float[] dLogits,
            int dxo,
            boolean accumulate) {
        float share = options.labelSmoothing() / width;
        float[] weights = options.classWeights();
        double smoothed = share > 0 ? share * options.totalWeight(width) : 0;
        for (int r = 0; r < rows; r++) {
            int from = xo + r * width;
            int at = dxo + r * width;
            int target = targets[to + r];
            if (options.counts(target, width)) {
                float d = dLoss[dlo + r];
                double onTarget = (1 - options.labelSmoothing()) * options.weight(target);
                float everywhere = weights == null ? -d * share : 0;
                VectorSoftmaxExponentials.writeScaled(
                        logits,
                        from,
                        logSumExp[so + r],
                        (float) (d * (onTarget + smoothed)),
                        VectorMath.copies(everywhere),
                        0,
                        0,
                        dLogits,
                        at,
                        width,
                        accumulate);
                if (weights != null && share > 0) {
                    pointwise.multiplyAdd(weights, 0, -d * share, dLogits, at, width);
                }
                dLogits[at + target] -= (float) (d * onTarget);
            } else if (!accumulate) {
                Arrays.fill(dLogits, at, at + width, 0);
            }
        }
    }
}
