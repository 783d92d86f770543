package formers.tensor;

import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.threads.Threads;
import java.util.stream.IntStream;

/// Indexed reads and writes on the CPU.
final class CpuIndexed implements Backend.Indexed {

    /// Columns per piece of work when rows are added: pieces never share an element, so the order of sums is
    /// fixed.
    private static final int COLUMNS = 64;

    private final PointwiseKernels kernels;

    CpuIndexed(PointwiseKernels kernels) {
        this.kernels = kernels;
    }

    @Override
    public void selectRows(Tensor table, int width, Tensor ids, Tensor out) {
        float[] to = out.floats();
        int[] rows = ids.ints();
        if (table.type() == ElementType.PACKED) {
            for (int i = 0; i < ids.size(); i++) {
                table.packed().decode(rows[ids.offset() + i], to, out.offset() + i * width);
            }
            return;
        }
        float[] from = table.floats();
        Threads.forRanges(ids.size(), CpuBackend.rowGrain(width), (first, end) -> {
            for (int i = first; i < end; i++) {
                int row = rows[ids.offset() + i];
                System.arraycopy(from, table.offset() + row * width, to, out.offset() + i * width, width);
            }
        });
    }

    @Override
    public void addRows(Tensor table, int width, Tensor ids, Tensor source) {
        float[] to = table.floats();
        float[] from = source.floats();
        int[] rows = ids.ints();
        Threads.forRanges(width, COLUMNS, (column, end) -> {
            for (int i = 0; i < ids.size(); i++) {
                int row = rows[ids.offset() + i];
                kernels.multiplyAdd(
                        from,
                        source.offset() + i * width + column,
                        1,
                        to,
                        table.offset() + row * width + column,
                        end - column);
            }
        });
    }

    @Override
    public void gather(Tensor x, int outer, int n, int m, int inner, Tensor index, Tensor out) {
        float[] from = x.floats();
        float[] to = out.floats();
        int[] at = index.ints();
        Threads.forRanges(outer, CpuBackend.rowGrain(m * inner), (first, end) -> {
            for (int o = first; o < end; o++) {
                for (int j = 0; j < m * inner; j++) {
                    int chosen = at[index.offset() + o * m * inner + j];
                    to[out.offset() + o * m * inner + j] = from[x.offset() + (o * n + chosen) * inner + j % inner];
                }
            }
        });
    }

    @Override
    public void scatterAdd(Tensor y, int outer, int n, int m, int inner, Tensor index, Tensor x) {
        float[] from = x.floats();
        float[] to = y.floats();
        int[] at = index.ints();
        Threads.forRanges(outer, CpuBackend.rowGrain(m * inner), (first, end) -> {
            for (int o = first; o < end; o++) {
                for (int j = 0; j < m * inner; j++) {
                    int chosen = at[index.offset() + o * m * inner + j];
                    to[y.offset() + (o * n + chosen) * inner + j % inner] += from[x.offset() + o * m * inner + j];
                }
            }
        });
    }

    @Override
    public void topK(Tensor x, int rows, int n, int k, boolean largest, Tensor values, Tensor index) {
        float[] xs = x.floats();
        float[] tops = values.floats();
        int[] places = index.ints();
        Threads.forRanges(rows, CpuBackend.rowGrain(n), (first, end) -> {
            for (int row = first; row < end; row++) {
                int start = x.offset() + row * n;
                var order = IntStream.range(0, n)
                        .boxed()
                        .sorted((i, j) -> largest
                                ? Float.compare(xs[start + j], xs[start + i])
                                : Float.compare(xs[start + i], xs[start + j]))
                        .mapToInt(Integer::intValue)
                        .toArray();
                for (int i = 0; i < k; i++) {
                    tops[values.offset() + row * k + i] = xs[start + order[i]];
                    places[index.offset() + row * k + i] = order[i];
                }
            }
        });
    }
}
