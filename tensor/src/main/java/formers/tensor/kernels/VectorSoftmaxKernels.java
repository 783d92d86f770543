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
            float sum = (float) VectorSoftmaxExponentials.write(x, from, max, y, to, width);
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
            int lo) {
        float share = options.labelSmoothing() / width;
        double totalWeight = totalWeight(options, width);
        for (int r = 0; r < rows; r++) {
            int at = xo + r * width;
            int target = targets[to + r];
            loss[lo + r] = 0;
            if (options.counts(target, width)) {
                double total = VectorReductionKernels.logOfSum(logits, at, width);
                double nats = onTarget(options, target) * (total - logits[at + target]);
                if (share > 0) {
                    nats += share * (totalWeight * total - weightedSum(logits, at, options.classWeights(), width));
                }
                loss[lo + r] = (float) nats;
            }
        }
    }

    private static double totalWeight(CrossEntropyOptions options, int width) {
        return options.labelSmoothing() > 0 ? options.totalWeight(width) : 0;
    }

    private static double onTarget(CrossEntropyOptions options, int target) {
        return (1 - options.labelSmoothing()) * options.weight(target);
    }

    private static double weightedSum(float[] logits, int at, float[] weights, int width) {
        return weights == null
                ? VectorReductionKernels.total(logits, at, width)
                : VectorReductionKernels.product(logits, at, weights, 0, width);
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
        float share = options.labelSmoothing() / width;
        float[] weights = options.classWeights();
        double totalWeight = totalWeight(options, width);
        for (int r = 0; r < rows; r++) {
            int from = xo + r * width;
            int at = dxo + r * width;
            int target = targets[to + r];
            loss[lo + r] = 0;
            if (!options.counts(target, width)) {
                Arrays.fill(dLogits, at, at + width, 0);
                continue;
            }
            float max = VectorReductionKernels.largest(logits, from, width);
            float logit = logits[from + target];
            double others = share > 0 ? weightedSum(logits, from, weights, width) : 0;
            double sum = VectorSoftmaxExponentials.write(logits, from, max, dLogits, at, width);
            double total = Float.isInfinite(max) ? max : max + Math.log(sum);
            double onTarget = onTarget(options, target);
            // Not 0 times infinity where nothing is smoothed.
            double smoothed = share > 0 ? share * (totalWeight * total - others) : 0;
            loss[lo + r] = (float) (onTarget * (total - logit) + smoothed);
            double factor = scale * (onTarget + share * totalWeight) / sum;
            pointwise.scale(dLogits, at, (float) factor, weights == null ? -scale * share : 0, dLogits, at, width);
            if (weights != null && share > 0) {
                pointwise.multiplyAdd(weights, 0, -scale * share, dLogits, at, width);
            }
            dLogits[at + target] -= (float) (scale * onTarget);
        }
    }
}
