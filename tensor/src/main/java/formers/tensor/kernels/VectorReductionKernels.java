package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Four accumulators per block hide the latency of additions; blocks are added in double precision.
final class VectorReductionKernels implements ReductionKernels {

    /// Elements per block: 32 for each lane of an accumulator, however many lanes there are, as the error of
    /// a sum in float precision grows with its terms. At most 8 KB, so that a second pass over a block finds
    /// it in the first-level cache.
    static final int BLOCK = 4 * 32 * L;

    /// Rows added in float precision before their sum joins the total of a column.
    private static final int COLUMN_BLOCK = 128;

    @Override
    public float sum(float[] x, int xo, int n) {
        return (float) total(x, xo, n);
    }

    static double total(float[] x, int xo, int n) {
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            total += sumOfBlock(x, xo + i, Math.min(BLOCK, n - i));
        }
        return total;
    }

    private static float sumOfBlock(float[] x, int xo, int n) {
        var s0 = FloatVector.zero(F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        int i = 0;
        for (; i <= n - 4 * L; i += 4 * L) {
            s0 = s0.add(load(x, xo + i));
            s1 = s1.add(load(x, xo + i + L));
            s2 = s2.add(load(x, xo + i + 2 * L));
            s3 = s3.add(load(x, xo + i + 3 * L));
        }
        for (; i <= n - L; i += L) {
            s0 = s0.add(load(x, xo + i));
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += x[xo + i];
        }
        return VectorMath.sum(s0.add(s1).add(s2.add(s3))) + rest;
    }

    @Override
    public double sumOfSquares(float[] x, int xo, int n) {
        return product(x, xo, x, xo, n);
    }

    @Override
    public float dot(float[] a, int ao, float[] b, int bo, int n) {
        return (float) product(a, ao, b, bo, n);
    }

    static double product(float[] a, int ao, float[] b, int bo, int n) {
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            total += productOfBlock(a, ao + i, b, bo + i, Math.min(BLOCK, n - i));
        }
        return total;
    }

    private static float productOfBlock(float[] a, int ao, float[] b, int bo, int n) {
        var s0 = FloatVector.zero(F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        int i = 0;
        for (; i <= n - 4 * L; i += 4 * L) {
            s0 = load(a, ao + i).fma(load(b, bo + i), s0);
            s1 = load(a, ao + i + L).fma(load(b, bo + i + L), s1);
            s2 = load(a, ao + i + 2 * L).fma(load(b, bo + i + 2 * L), s2);
            s3 = load(a, ao + i + 3 * L).fma(load(b, bo + i + 3 * L), s3);
        }
        for (; i <= n - L; i += L) {
            s0 = load(a, ao + i).fma(load(b, bo + i), s0);
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += a[ao + i] * b[bo + i];
        }
        return VectorMath.sum(s0.add(s1).add(s2.add(s3))) + rest;
    }

    @Override
    public float max(float[] x, int xo, int n) {
        return largest(x, xo, n);
    }

    static float largest(float[] x, int xo, int n) {
        var m0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        var m1 = m0;
        var m2 = m0;
        var m3 = m0;
        int i = 0;
        for (; i <= n - 4 * L; i += 4 * L) {
            m0 = m0.max(load(x, xo + i));
            m1 = m1.max(load(x, xo + i + L));
            m2 = m2.max(load(x, xo + i + 2 * L));
            m3 = m3.max(load(x, xo + i + 3 * L));
        }
        for (; i <= n - L; i += L) {
            m0 = m0.max(load(x, xo + i));
        }
        float max = m0.max(m1).max(m2.max(m3)).reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    @Override
    public float min(float[] x, int xo, int n) {
        var m0 = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        var m1 = m0;
        int i = 0;
        for (; i <= n - 2 * L; i += 2 * L) {
            m0 = m0.min(load(x, xo + i));
            m1 = m1.min(load(x, xo + i + L));
        }
        for (; i <= n - L; i += L) {
            m0 = m0.min(load(x, xo + i));
        }
        float min = m0.min(m1).reduceLanes(VectorOperators.MIN);
        for (; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    @Override
    public int argmax(float[] x, int xo, int n) {
        return ScalarReductionKernels.indexOf(largest(x, xo, n), x, xo, n);
    }

    @Override
    public float logSumExp(float[] x, int xo, int n) {
        return (float) logOfSum(x, xo, n);
    }

    /// One pass over memory: the sum so far is rescaled whenever a block has a larger maximum.
    static double logOfSum(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < n; i += BLOCK) {
            int count = Math.min(BLOCK, n - i);
            float largest = largest(x, xo + i, count);
            if (Float.isNaN(largest)) {
                return Double.NaN;
            }
            if (largest > max) {
                sum *= Math.exp((double) max - largest);
                max = largest;
            }
            if (!Float.isInfinite(max)) {
                sum += VectorSoftmaxExponentials.sum(x, xo + i, count, max);
            }
        }
        return Float.isInfinite(max) ? max : max + Math.log(sum);
    }

    @Override
    public void columnSum(float[] x, int xo, int stride, int rows, int n, float[] y, int yo) {
        var sums = new float[n];
        for (int row = 0; row < rows; row += COLUMN_BLOCK) {
            Arrays.fill(sums, 0);
            int end = Math.min(rows, row + COLUMN_BLOCK);
            int r = row;
            for (; r <= end - 4; r += 4) {
                addFourRows(x, xo + r * stride, stride, n, sums);
            }
            for (; r < end; r++) {
                addRow(x, xo + r * stride, n, sums, 0);
            }
            addRow(sums, 0, n, y, yo);
        }
    }

    private static void addFourRows(float[] x, int xo, int stride, int n, float[] sums) {
        int j = 0;
        for (; j <= n - L; j += L) {
            var low = load(x, xo + j).add(load(x, xo + stride + j));
            var high = load(x, xo + 2 * stride + j).add(load(x, xo + 3 * stride + j));
            load(sums, j).add(low.add(high)).intoArray(sums, j);
        }
        for (; j < n; j++) {
            float low = x[xo + j] + x[xo + stride + j];
            float high = x[xo + 2 * stride + j] + x[xo + 3 * stride + j];
            sums[j] += low + high;
        }
    }

    private static void addRow(float[] x, int xo, int n, float[] y, int yo) {
        int j = 0;
        for (; j <= n - L; j += L) {
            load(y, yo + j).add(load(x, xo + j)).intoArray(y, yo + j);
        }
        for (; j < n; j++) {
            y[yo + j] += x[xo + j];
        }
    }
}
