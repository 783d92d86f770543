package formers.tensor;

import formers.tensor.kernels.MatrixKernels;
import formers.tensor.kernels.PackedKernels;
import formers.tensor.kernels.ReductionKernels;
import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Matrix products on the CPU; the kernels split the work themselves.
final class CpuProducts implements Backend.Products {

    private static final int COLUMNS = 256;

    private final MatrixKernels matrix;
    private final PackedKernels packed;
    private final ReductionKernels reductions;

    CpuProducts(MatrixKernels matrix, PackedKernels packed, ReductionKernels reductions) {
        this.matrix = matrix;
        this.packed = packed;
        this.reductions = reductions;
    }

    @Override
    public void matmul(
            boolean ta,
            boolean tb,
            int batch,
            int m,
            int n,
            int k,
            Tensor a,
            int aStride,
            Tensor b,
            int bStride,
            Tensor c,
            int cStride,
            boolean accumulate) {
        int lda = ta ? m : k;
        int ldb = tb ? k : n;
        if (batch == 1) {
            matrix.gemm(
                    ta,
                    tb,
                    m,
                    n,
                    k,
                    a.floats(),
                    a.offset(),
                    lda,
                    b.floats(),
                    b.offset(),
                    ldb,
                    c.floats(),
                    c.offset(),
                    n,
                    accumulate,
                    null,
                    0);
        } else {
            matrix.batchedGemm(
                    batch,
                    ta,
                    tb,
                    m,
                    n,
                    k,
                    a.floats(),
                    a.offset(),
                    lda,
                    aStride,
                    b.floats(),
                    b.offset(),
                    ldb,
                    bStride,
                    c.floats(),
                    c.offset(),
                    n,
                    cStride,
                    accumulate);
        }
    }

    @Override
    public void linear(int rows, int n, int k, Tensor x, Tensor w, Tensor bias, Tensor y) {
        float[] addends = bias == null ? null : bias.floats();
        int addendsAt = bias == null ? 0 : bias.offset();
        if (w.type() == ElementType.PACKED) {
            w.packed().parts().forEach(part -> {
                int first = part.first();
                packed.multiply(
                        part.rows(),
                        rows,
                        x.floats(),
                        x.offset(),
                        k,
                        y.floats(),
                        y.offset() + first,
                        n,
                        addends,
                        addendsAt + first);
            });
            return;
        }
        matrix.gemm(
                false,
                true,
                rows,
                n,
                k,
                x.floats(),
                x.offset(),
                k,
                w.floats(),
                w.offset(),
                k,
                y.floats(),
                y.offset(),
                n,
                false,
                addends,
                addendsAt);
    }

    @Override
    public void columnSum(int rows, int n, Tensor x, Tensor y, boolean accumulate) {
        float[] from = x.floats();
        float[] to = y.floats();
        Threads.forRanges(n, COLUMNS, (column, end) -> {
            int at = y.offset() + column;
            if (!accumulate) {
                Arrays.fill(to, at, at + end - column, 0);
            }
            reductions.columnSum(from, x.offset() + column, n, rows, end - column, to, at);
        });
    }
}
