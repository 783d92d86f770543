package formers.tensor;

import static formers.tensor.CpuBackend.GRAIN;

import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.Kernels;
import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.kernels.RandomKernels;
import formers.tensor.kernels.UnaryOp;
import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Pointwise operations on the CPU.
final class CpuPointwise implements Backend.Pointwise {

    private final PointwiseKernels kernels;
    private final RandomKernels random;

    CpuPointwise(Kernels kernels) {
        this.kernels = kernels.pointwise();
        this.random = kernels.random();
    }

    @Override
    public void unary(UnaryOp op, Tensor x, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(
                x.size(), GRAIN, (i, end) -> kernels.unary(op, from, x.offset() + i, to, y.offset() + i, end - i));
    }

    @Override
    public void unaryGradient(UnaryOp op, Tensor x, Tensor y, Tensor dy, Tensor dx, boolean accumulate) {
        float[] xs = x.floats();
        float[] ys = y.floats();
        float[] dys = dy.floats();
        float[] dxs = dx.floats();
        Threads.forRanges(
                x.size(),
                GRAIN,
                (i, end) -> kernels.unaryGradient(
                        op,
                        xs,
                        x.offset() + i,
                        ys,
                        y.offset() + i,
                        dys,
                        dy.offset() + i,
                        dxs,
                        dx.offset() + i,
                        end - i,
                        accumulate));
    }

    @Override
    public void binary(BinaryOp op, Tensor a, Tensor b, Tensor c) {
        float[] as = a.floats();
        float[] bs = b.floats();
        float[] cs = c.floats();
        if (a.shape().equals(b.shape())) {
            Threads.forRanges(
                    c.size(),
                    GRAIN,
                    (i, end) -> kernels.binary(
                            op, as, a.offset() + i, 1, bs, b.offset() + i, 1, cs, c.offset() + i, end - i));
            return;
        }
        var rows = Rows.of(c.shape(), a.shape(), b.shape());
        rows.forEach((at, starts, length) -> kernels.binary(
                op,
                as,
                a.offset() + starts[0],
                rows.innerStride(0),
                bs,
                b.offset() + starts[1],
                rows.innerStride(1),
                cs,
                c.offset() + at,
                length));
    }

    @Override
    public void affine(Tensor x, float factor, float offset, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(
                x.size(),
                GRAIN,
                (i, end) -> kernels.scale(from, x.offset() + i, factor, offset, to, y.offset() + i, end - i));
    }

    @Override
    public void clamp(Tensor x, float low, float high, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(
                x.size(),
                GRAIN,
                (i, end) -> kernels.clamp(from, x.offset() + i, low, high, to, y.offset() + i, end - i));
    }

    @Override
    public void where(Tensor condition, Tensor a, Tensor b, Tensor y) {
        float[] conditions = condition.floats();
        float[] as = a.floats();
        float[] bs = b.floats();
        float[] ys = y.floats();
        var rows = Rows.of(y.shape(), condition.shape(), a.shape(), b.shape());
        rows.forEach((at, starts, length) -> kernels.where(
                conditions,
                condition.offset() + starts[0],
                rows.innerStride(0),
                as,
                a.offset() + starts[1],
                rows.innerStride(1),
                bs,
                b.offset() + starts[2],
                rows.innerStride(2),
                ys,
                y.offset() + at,
                length));
    }

    @Override
    public void fill(Tensor y, float value) {
        float[] ys = y.floats();
        Threads.forRanges(y.size(), GRAIN, (i, end) -> Arrays.fill(ys, y.offset() + i, y.offset() + end, value));
    }

    @Override
    public void gated(UnaryOp act, Tensor x, Tensor out) {
        int width = out.extent(-1);
        float[] xs = x.floats();
        float[] outs = out.floats();
        Threads.forRanges(rows(out, width), CpuBackend.rowGrain(2 * width), (row, end) -> {
            int at = x.offset() + row * 2 * width;
            kernels.gated(
                    act,
                    xs,
                    at,
                    2 * width,
                    xs,
                    at + width,
                    2 * width,
                    outs,
                    out.offset() + row * width,
                    width,
                    end - row,
                    width);
        });
    }

    @Override
    public void gatedGradient(UnaryOp act, Tensor x, Tensor dOut, Tensor dx) {
        int width = dOut.extent(-1);
        float[] xs = x.floats();
        float[] dOuts = dOut.floats();
        float[] dxs = dx.floats();
        Threads.forRanges(rows(dOut, width), CpuBackend.rowGrain(2 * width), (row, end) -> {
            int at = x.offset() + row * 2 * width;
            int to = dx.offset() + row * 2 * width;
            kernels.gatedGradient(
                    act,
                    xs,
                    at,
                    2 * width,
                    xs,
                    at + width,
                    2 * width,
                    dOuts,
                    dOut.offset() + row * width,
                    width,
                    dxs,
                    to,
                    2 * width,
                    dxs,
                    to + width,
                    2 * width,
                    end - row,
                    width);
        });
    }

    private static int rows(Tensor x, int width) {
        return width == 0 ? 0 : x.size() / width;
    }

    @Override
    public void dropout(Tensor x, float p, RandomSource source, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(
                x.size(),
                GRAIN,
                (i, end) -> random.dropout(
                        from, x.offset() + i, to, y.offset() + i, end - i, p, source.seed(), source.stream(), i));
    }

    @Override
    public void uniform(Tensor y, float low, float high, RandomSource source) {
        float[] ys = y.floats();
        Threads.forRanges(
                y.size(),
                GRAIN,
                (i, end) -> random.uniform(source.seed(), source.stream(), i, low, high, ys, y.offset() + i, end - i));
    }

    @Override
    public void normal(Tensor y, float mean, float deviation, RandomSource source) {
        float[] ys = y.floats();
        Threads.forRanges(
                y.size(),
                GRAIN,
                (i, end) ->
                        random.normal(source.seed(), source.stream(), i, mean, deviation, ys, y.offset() + i, end - i));
    }
}
