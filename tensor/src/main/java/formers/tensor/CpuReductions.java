package formers.tensor;

import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.Kernels;
import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.kernels.ReductionKernels;
import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Reductions on the CPU: rows of adjacent elements when the reduced axis is the innermost, whole rows
/// added to each other when it is not. A long single row is cut into pieces whose results are reduced
/// again, in order.
final class CpuReductions implements Backend.Reductions {

    private final ReductionKernels kernels;
    private final PointwiseKernels pointwise;

    CpuReductions(Kernels kernels) {
        this.kernels = kernels.reductions();
        this.pointwise = kernels.pointwise();
    }

    @Override
    public void reduce(Kind kind, Tensor x, int outer, int n, int inner, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        if (n == 0) {
            Arrays.fill(to, y.offset(), y.offset() + y.size(), 0); // only a sum may be empty
        } else if (inner == 1 && outer == 1 && n > CpuBackend.GRAIN) {
            to[y.offset()] = longRow(kind, from, x.offset(), n);
        } else if (inner == 1) {
            Threads.forRanges(outer, CpuBackend.rowGrain(n), (first, end) -> {
                for (int row = first; row < end; row++) {
                    to[y.offset() + row] = row(kind, from, x.offset() + row * n, n);
                }
            });
        } else {
            Threads.forRanges(outer, CpuBackend.rowGrain(n * inner), (first, end) -> {
                for (int row = first; row < end; row++) {
                    columns(kind, from, x.offset() + row * n * inner, n, inner, to, y.offset() + row * inner);
                }
            });
        }
    }

    private float row(Kind kind, float[] x, int at, int n) {
        return switch (kind) {
            case SUM -> kernels.sum(x, at, n);
            case MAX -> kernels.max(x, at, n);
            case MIN -> kernels.min(x, at, n);
            case LOG_SUM_EXP -> kernels.logSumExp(x, at, n);
        };
    }

    private float longRow(Kind kind, float[] x, int at, int n) {
        var pieces = new float[Math.ceilDiv(n, CpuBackend.GRAIN)];
        Threads.forRanges(
                n,
                CpuBackend.GRAIN,
                (from, to) -> pieces[from / CpuBackend.GRAIN] = row(kind, x, at + from, to - from));
        return row(kind, pieces, 0, pieces.length);
    }

    private void columns(Kind kind, float[] x, int at, int n, int inner, float[] y, int to) {
        switch (kind) {
            case SUM -> {
                Arrays.fill(y, to, to + inner, 0);
                kernels.columnSum(x, at, inner, n, inner, y, to);
            }
            case MAX -> extreme(BinaryOp.MAXIMUM, x, at, n, inner, y, to);
            case MIN -> extreme(BinaryOp.MINIMUM, x, at, n, inner, y, to);
            case LOG_SUM_EXP -> {
                extreme(BinaryOp.MAXIMUM, x, at, n, inner, y, to);
                for (int i = 0; i < inner; i++) {
                    y[to + i] = columnLogSumExp(x, at + i, n, inner, y[to + i]);
                }
            }
        }
    }

    private void extreme(BinaryOp op, float[] x, int at, int n, int inner, float[] y, int to) {
        System.arraycopy(x, at, y, to, inner);
        for (int j = 1; j < n; j++) {
            pointwise.binary(op, x, at + j * inner, 1, y, to, 1, y, to, inner);
        }
    }

    private static float columnLogSumExp(float[] x, int at, int n, int stride, float max) {
        if (Float.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += Math.exp(x[at + j * stride] - max);
        }
        return (float) (max + Math.log(sum));
    }

    @Override
    public void argmax(Tensor x, int outer, int n, int inner, Tensor index) {
        float[] from = x.floats();
        int[] to = index.ints();
        Threads.forRanges(outer, CpuBackend.rowGrain(n * inner), (first, end) -> {
            for (int row = first; row < end; row++) {
                for (int i = 0; i < inner; i++) {
                    int at = x.offset() + row * n * inner + i;
                    to[index.offset() + row * inner + i] =
                            inner == 1 ? kernels.argmax(from, at, n) : columnArgmax(from, at, n, inner);
                }
            }
        });
    }

    private static int columnArgmax(float[] x, int at, int n, int stride) {
        int best = 0;
        for (int j = 1; j < n; j++) {
            if (x[at + j * stride] > x[at + best * stride]) {
                best = j;
            }
        }
        return best;
    }

    @Override
    public void cumulativeSum(Tensor x, int outer, int n, int inner, boolean reversed, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(outer, CpuBackend.rowGrain(n * inner), (first, end) -> {
            for (int row = first; row < end; row++) {
                for (int i = 0; i < inner; i++) {
                    double sum = 0;
                    for (int j = 0; j < n; j++) {
                        int at = (row * n + (reversed ? n - 1 - j : j)) * inner + i;
                        sum += from[x.offset() + at];
                        to[y.offset() + at] = (float) sum;
                    }
                }
            }
        });
    }

    @Override
    public void maxout(int pieces, Tensor x, Tensor y) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(y.size(), CpuBackend.rowGrain(pieces), (first, end) -> {
            for (int i = first; i < end; i++) {
                to[y.offset() + i] = from[largest(from, x.offset() + i * pieces, pieces)];
            }
        });
    }

    @Override
    public void maxoutGradient(int pieces, Tensor x, Tensor dy, Tensor dx) {
        float[] from = x.floats();
        float[] dys = dy.floats();
        float[] dxs = dx.floats();
        Threads.forRanges(dy.size(), CpuBackend.rowGrain(pieces), (first, end) -> {
            int shift = dx.offset() - x.offset();
            Arrays.fill(dxs, dx.offset() + first * pieces, dx.offset() + end * pieces, 0);
            for (int i = first; i < end; i++) {
                dxs[shift + largest(from, x.offset() + i * pieces, pieces)] = dys[dy.offset() + i];
            }
        });
    }

    /// Where the first largest of a few elements stands.
    private static int largest(float[] x, int at, int count) {
        int best = at;
        for (int i = at + 1; i < at + count; i++) {
            if (x[i] > x[best] || x[i] != x[i]) {
                best = i; // NaN counts as larger than any number
            }
        }
        return best;
    }

    @Override
    public double sumOfSquares(Tensor x) {
        float[] from = x.floats();
        var pieces = new double[Math.max(1, Math.ceilDiv(x.size(), CpuBackend.GRAIN))];
        Threads.forRanges(
                x.size(),
                CpuBackend.GRAIN,
                (first, end) ->
                        pieces[first / CpuBackend.GRAIN] = kernels.sumOfSquares(from, x.offset() + first, end - first));
        double sum = 0;
        for (double piece : pieces) {
            sum += piece;
        }
        return sum;
    }
}
