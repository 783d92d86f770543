package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static formers.tensor.kernels.VectorMath.rest;

import jdk.incubator.vector.FloatVector;

/// The exponentials inside softmax and cross-entropy: of a row after a number has been subtracted.
final class VectorSoftmaxExponentials {

    /// Elements that are summed in float precision: 128 for each lane.
    private static final int BLOCK = 128 * L;

    private VectorSoftmaxExponentials() {}

    /// `Σ exp(x[i] − shift)`; `n` at most a few thousand, for the sum is in float precision.
    static float sum(float[] x, int xo, int n, float shift) {
        int whole = F.loopBound(n);
        float sum = sumOfWhole(x, xo, whole, shift);
        return whole < n ? sum + sumOfRest(x, xo + whole, n - whole, shift) : sum;
    }

    private static float sumOfWhole(float[] x, int xo, int n, float shift) {
        var sum = FloatVector.zero(F);
        for (int i = 0; i < n; i += L) {
            sum = sum.add(VectorMath.decay(load(x, xo + i).sub(shift)));
        }
        return VectorMath.sum(sum);
    }

    private static float sumOfRest(float[] x, int xo, int count, float shift) {
        var rest = rest(x, xo, count);
        writeWhole(rest, 0, shift, rest, 0, L);
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += rest[i];
        }
        return sum;
    }

    /// `y[i] = exp(x[i] − shift)`; gives their sum.
    static double write(float[] x, int xo, float shift, float[] y, int yo, int n) {
        int whole = F.loopBound(n);
        double sum = 0;
        for (int i = 0; i < whole; i += BLOCK) {
            sum += writeWhole(x, xo + i, shift, y, yo + i, Math.min(BLOCK, whole - i));
        }
        if (whole < n) {
            var rest = rest(x, xo + whole, n - whole);
            writeWhole(rest, 0, shift, rest, 0, L);
            for (int i = whole; i < n; i++) {
                y[yo + i] = rest[i - whole];
                sum += y[yo + i];
            }
        }
        return sum;
    }

    /// Gives the sum, in float precision.
    private static float writeWhole(float[] x, int xo, float shift, float[] y, int yo, int n) {
        var sum = FloatVector.zero(F);
        for (int i = 0; i < n; i += L) {
            var value = VectorMath.decay(load(x, xo + i).sub(shift));
            value.intoArray(y, yo + i);
            sum = sum.add(value);
        }
        return VectorMath.sum(sum);
    }

    /// `y[i] = factor·exp(x[i] − shift) + offset[i·stride]`, or added to `y`. Stride 0 repeats one offset, given
    /// as a vector's worth of copies.
    static void writeScaled(
            float[] x,
            int xo,
            float shift,
            float factor,
            float[] offset,
            int oo,
            int stride,
            float[] y,
            int yo,
            int n,
            boolean add) {
        int whole = F.loopBound(n);
        int count = n - whole;
        writeScaledWhole(x, xo, shift, factor, offset, oo, -stride, y, yo, whole, add);
        if (count > 0) {
            var rest = rest(y, yo + whole, count);
            var restOffset = stride == 0 ? offset : rest(offset, oo + whole, count);
            writeScaledWhole(
                    rest(x, xo + whole, count),
                    0,
                    shift,
                    factor,
                    restOffset,
                    stride == 0 ? oo : 0,
                    -stride,
                    rest,
                    0,
                    L,
                    add);
            System.arraycopy(rest, 0, y, yo + whole, count);
        }
    }

    private static void writeScaledWhole(
            float[] x,
            int xo,
            float shift,
            float factor,
            float[] offset,
            int oo,
            int mask,
            float[] y,
            int yo,
            int n,
            boolean add) {
        var factors = FloatVector.broadcast(F, factor);
        for (int i = 0; i < n; i += L) {
            var offsets = load(offset, oo + (i & mask));
            var value = VectorMath.decay(load(x, xo + i).sub(shift)).fma(factors, offsets);
            (add ? value.add(FloatVector.fromArray(F, y, yo + i)) : value).intoArray(y, yo + i);
        }
    }
}
