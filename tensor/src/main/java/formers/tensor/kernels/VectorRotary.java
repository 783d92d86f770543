package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;

import formers.tensor.threads.Threads;
import jdk.incubator.vector.VectorShuffle;

/// Both pairings as `y = x·C + partner(x)·S`: per row, cosines and signed sines are laid out once for all channels,
/// and every head uses them. The partner of a channel is half the rotated channels away, or the neighbour in its
/// vector.
final class VectorRotary implements RotaryKernels {

    private static final VectorShuffle<Float> NEIGHBOUR = VectorShuffle.fromOp(F, lane -> lane ^ 1);

    @Override
    public void rotate(RotaryShape shape, RotaryTables tables, boolean inverse, float[] x, int xo, float[] y, int yo) {
        Threads.forRanges(shape.rows(), ScalarRotary.rowsPerTask(shape), (from, to) -> {
            var cosines = new float[shape.rotated()];
            var sines = new float[shape.rotated()];
            int turned = shape.heads() * shape.width();
            for (int row = from; row < to; row++) {
                layOut(shape, tables, tables.position(row) * shape.pairs(), inverse ? -1 : 1, cosines, sines);
                int at = row * shape.rowSize();
                for (int head = 0; head < shape.heads(); head++) {
                    int offset = at + head * shape.width();
                    if (shape.interleaved()) {
                        neighbours(shape.rotated(), cosines, sines, x, xo + offset, y, yo + offset);
                    } else {
                        halves(shape.pairs(), cosines, sines, x, xo + offset, y, yo + offset);
                    }
                    System.arraycopy(
                            x,
                            xo + offset + shape.rotated(),
                            y,
                            yo + offset + shape.rotated(),
                            shape.width() - shape.rotated());
                }
                System.arraycopy(x, xo + at + turned, y, yo + at + turned, shape.rowSize() - turned);
            }
        });
    }

    /// The first of a pair gets the negative sine.
    private static void layOut(
            RotaryShape shape, RotaryTables tables, int angles, int sign, float[] cosines, float[] sines) {
        int apart = shape.interleaved() ? 1 : shape.pairs();
        int step = shape.interleaved() ? 2 : 1;
        for (int i = 0; i < shape.pairs(); i++) {
            float cosine = tables.cosines()[tables.cosinesAt() + angles + i];
            float sine = sign * tables.sines()[tables.sinesAt() + angles + i];
            cosines[i * step] = cosine;
            cosines[i * step + apart] = cosine;
            sines[i * step] = -sine;
            sines[i * step + apart] = sine;
        }
    }

    private static void halves(int pairs, float[] cosines, float[] sines, float[] x, int xo, float[] y, int yo) {
        int i = 0;
        for (; i < F.loopBound(pairs); i += L) {
            var cosine = load(cosines, i);
            var sine = load(sines, pairs + i);
            var a = load(x, xo + i);
            var b = load(x, xo + pairs + i);
            a.mul(cosine).sub(b.mul(sine)).intoArray(y, yo + i);
            b.mul(cosine).add(a.mul(sine)).intoArray(y, yo + pairs + i);
        }
        for (; i < pairs; i++) {
            float a = x[xo + i];
            float b = x[xo + pairs + i];
            y[yo + i] = a * cosines[i] + b * sines[i];
            y[yo + pairs + i] = b * cosines[i] + a * sines[pairs + i];
        }
    }

    private static void neighbours(int rotated, float[] cosines, float[] sines, float[] x, int xo, float[] y, int yo) {
        int i = 0;
        for (; i < F.loopBound(rotated); i += L) {
            var pairs = load(x, xo + i);
            var turned = pairs.rearrange(NEIGHBOUR).mul(load(sines, i));
            pairs.mul(load(cosines, i)).add(turned).intoArray(y, yo + i);
        }
        for (; i < rotated; i += 2) {
            float a = x[xo + i];
            float b = x[xo + i + 1];
            y[yo + i] = a * cosines[i] + b * sines[i];
            y[yo + i + 1] = b * cosines[i + 1] + a * sines[i + 1];
        }
    }
}
