package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// [HalfPanels] on the Vector API.
///
/// F16 becomes a float by putting exponent and fraction where a float has them; it is then too small by
/// 2¹¹², which is
/// multiplied away, half before and half after the sum, so that nothing overflows.
final class VectorHalfPanels implements VectorPanels {

    private static final int ROWS = PackedPanels.ROWS;
    private static final int BYTES = HalfPanels.BYTES;
    private static final int MASK = 0x8FFFE000;
    private static final float HALF_BIAS = 0x1p56f;

    private static final VectorSpecies<Integer> I = F.withLanes(int.class);
    private static final VectorSpecies<Byte> BITS =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(LANES * Short.SIZE));

    private final HalfPanels w;

    VectorHalfPanels(HalfPanels w) {
        this.w = w;
    }

    @Override
    public void multiply(int row, float[] x, int xo, float[] sums, float[] y, int yo) {
        int p = VectorPanels.lane(w, row) + 2 * (row % ROWS);
        int q = VectorPanels.lane(w, row + LANES) + 2 * ((row + LANES) % ROWS);
        if (w.brain()) {
            brain(w.data, p, q, w.columns(), x, xo, y, yo);
        } else {
            half(w.data, p, q, w.columns(), x, xo, y, yo);
        }
    }

    /// Two vectors of rows, whose first columns are at `p` and `q`. The last column of an odd number comes
    /// alone.
    private static void brain(byte[] data, int p, int q, int columns, float[] x, int xo, float[] y, int yo) {
        var p0 = FloatVector.zero(F);
        var p1 = p0;
        var q0 = p0;
        var q1 = p0;
        int j = 0;
        for (; j < columns - 1; j += 2) {
            var x0 = FloatVector.broadcast(F, x[xo + j]);
            var x1 = FloatVector.broadcast(F, x[xo + j + 1]);
            p0 = brain(data, p + j * BYTES).fma(x0, p0);
            q0 = brain(data, q + j * BYTES).fma(x0, q0);
            p1 = brain(data, p + (j + 1) * BYTES).fma(x1, p1);
            q1 = brain(data, q + (j + 1) * BYTES).fma(x1, q1);
        }
        if (j < columns) {
            var x0 = FloatVector.broadcast(F, x[xo + j]);
            p0 = brain(data, p + j * BYTES).fma(x0, p0);
            q0 = brain(data, q + j * BYTES).fma(x0, q0);
        }
        p0.add(p1).intoArray(y, yo);
        q0.add(q1).intoArray(y, yo + LANES);
    }

    private static FloatVector brain(byte[] data, int at) {
        return ((IntVector) ByteVector.fromArray(BITS, data, at)
                        .reinterpretAsShorts()
                        .castShape(I, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    private static void half(byte[] data, int p, int q, int columns, float[] x, int xo, float[] y, int yo) {
        var p0 = FloatVector.zero(F);
        var p1 = p0;
        var q0 = p0;
        var q1 = p0;
        int j = 0;
        for (; j < columns - 1; j += 2) {
            var x0 = FloatVector.broadcast(F, x[xo + j] * HALF_BIAS);
            var x1 = FloatVector.broadcast(F, x[xo + j + 1] * HALF_BIAS);
            p0 = half(data, p + j * BYTES).fma(x0, p0);
            q0 = half(data, q + j * BYTES).fma(x0, q0);
            p1 = half(data, p + (j + 1) * BYTES).fma(x1, p1);
            q1 = half(data, q + (j + 1) * BYTES).fma(x1, q1);
        }
        if (j < columns) {
            var x0 = FloatVector.broadcast(F, x[xo + j] * HALF_BIAS);
            p0 = half(data, p + j * BYTES).fma(x0, p0);
            q0 = half(data, q + j * BYTES).fma(x0, q0);
        }
        p0.add(p1).mul(HALF_BIAS).intoArray(y, yo);
        q0.add(q1).mul(HALF_BIAS).intoArray(y, yo + LANES);
    }

    private static FloatVector half(byte[] data, int at) {
        return ((IntVector) ByteVector.fromArray(BITS, data, at)
                        .reinterpretAsShorts()
                        .castShape(I, 0))
                .lanewise(VectorOperators.LSHL, 13)
                .and(MASK)
                .reinterpretAsFloats();
    }

    @Override
    public void unpack(int row, int term, int terms, float[] to, int at, int width) {
        int from = VectorPanels.lane(w, row) + 2 * (row % ROWS) + term * BYTES;
        if (w.brain()) {
            for (int p = 0; p < terms; p++) {
                brain(w.data, from + p * BYTES).intoArray(to, at + p * width);
            }
        } else {
            for (int p = 0; p < terms; p++) {
                half(w.data, from + p * BYTES).mul(0x1p112f).intoArray(to, at + p * width);
            }
        }
    }
}
