package formers.tensor;

import formers.tensor.kernels.CrossEntropyOptions;
import formers.tensor.kernels.SoftmaxKernels;
import formers.tensor.threads.Threads;

/// Softmax and cross-entropy of rows on the CPU.
final class CpuSoftmax implements Backend.Softmax {

    private final SoftmaxKernels kernels;

    CpuSoftmax(SoftmaxKernels kernels) {
        this.kernels = kernels;
    }

    private static int rows(Tensor x, int width) {
        return width == 0 ? 0 : x.size() / width;
    }

    @Override
    public void softmax(Tensor x, int width, Tensor y) {
        float[] xs = x.floats();
        float[] ys = y.floats();
        Threads.forRanges(
                rows(x, width),
                CpuBackend.rowGrain(width),
                (row, end) ->
                        kernels.softmax(end - row, width, xs, x.offset() + row * width, ys, y.offset() + row * width));
    }

    @Override
    public void softmaxGradient(Tensor y, Tensor dy, int width, Tensor dx) {
        float[] ys = y.floats();
        float[] dys = dy.floats();
        float[] dxs = dx.floats();
        Threads.forRanges(
                rows(y, width),
                CpuBackend.rowGrain(width),
                (row, end) -> kernels.softmaxGradient(
                        end - row,
                        width,
                        ys,
                        y.offset() + row * width,
                        dys,
                        dy.offset() + row * width,
                        dxs,
                        dx.offset() + row * width,
                        false));
    }

    @Override
    public void logSoftmax(Tensor x, int width, Tensor y) {
        float[] xs = x.floats();
        float[] ys = y.floats();
        Threads.forRanges(
                rows(x, width),
                CpuBackend.rowGrain(width),
                (row, end) -> kernels.logSoftmax(
                        end - row, width, xs, x.offset() + row * width, ys, y.offset() + row * width));
    }

    @Override
    public void logSoftmaxGradient(Tensor y, Tensor dy, int width, Tensor dx) {
        float[] ys = y.floats();
        float[] dys = dy.floats();
        float[] dxs = dx.floats();
        Threads.forRanges(
                rows(y, width),
                CpuBackend.rowGrain(width),
                (row, end) -> kernels.logSoftmaxGradient(
                        end - row,
                        width,
                        ys,
                        y.offset() + row * width,
                        dys,
                        dy.offset() + row * width,
                        dxs,
                        dx.offset() + row * width,
                        false));
    }

    @Override
    public void crossEntropy(Tensor logits, int classes, Tensor targets, CrossEntropy how, Tensor losses) {
        var options = options(how);
        float[] from = logits.floats();
        int[] ids = targets.ints();
        float[] to = losses.floats();
        Threads.forRanges(
                targets.size(),
                CpuBackend.rowGrain(classes),
                (row, end) -> kernels.crossEntropy(
                        end - row,
                        classes,
                        from,
                        logits.offset() + row * classes,
                        ids,
                        targets.offset() + row,
                        options,
                        to,
                        losses.offset() + row));
    }

    @Override
    public void crossEntropyWithGradient(
            Tensor logits, int classes, Tensor targets, CrossEntropy how, Tensor losses, float scale, Tensor dLogits) {
        var options = options(how);
        float[] from = logits.floats();
        int[] ids = targets.ints();
        float[] nats = losses.floats();
        float[] to = dLogits.floats();
        Threads.forRanges(
                targets.size(),
                CpuBackend.rowGrain(classes),
                (row, end) -> kernels.crossEntropyWithGradient(
                        end - row,
                        classes,
                        from,
                        logits.offset() + row * classes,
                        ids,
                        targets.offset() + row,
                        options,
                        nats,
                        losses.offset() + row,
                        scale,
                        to,
                        dLogits.offset() + row * classes));
    }

    private static CrossEntropyOptions options(CrossEntropy how) {
        return new CrossEntropyOptions(how.ignored(), how.smoothing(), how.classWeights());
    }
}
