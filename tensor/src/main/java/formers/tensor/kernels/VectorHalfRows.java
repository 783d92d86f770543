package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// [HalfRows] on the Vector API.
final class VectorHalfRows {

    /// Rows that are multiplied together.
    static final int ROWS = 4;

    private static final VectorSpecies<Integer> I = F.withLanes(int.class);
    private static final VectorSpecies<Short> BITS =
            ShortVector.SPECIES_64.withShape(VectorShape.forBitSize(LANES * Short.SIZE));
    private static final float F16_BIAS = 0x1p112f;

    private VectorHalfRows() {}

    /// The numbers at `at`; F16 ones are too small by [#F16_BIAS].
    private static FloatVector brain(MemorySegment data, long at) {
        return ((IntVector) ShortVector.fromMemorySegment(BITS, data, at, HalfRows.ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    private static FloatVector half(MemorySegment data, long at) {
        return ((IntVector) ShortVector.fromMemorySegment(BITS, data, at, HalfRows.ORDER)
                        .castShape(I, 0))
                .lanewise(VectorOperators.LSHL, 13)
                .and(0x8FFFE000)
                .reinterpretAsFloats()
                .mul(F16_BIAS);
    }

    /// `y[0..3] = w[row..row+3] · x`; with fewer rows left, the last stands in for the missing ones.
    static void multiply(HalfRows w, int row, float[] x, int xo, float[] y, int yo) {
        int k = w.columns();
        int last = w.rows() - 1;
        long r0 = w.at(row, 0);
        long r1 = w.at(Math.min(row + 1, last), 0);
        long r2 = w.at(Math.min(row + 2, last), 0);
        long r3 = w.at(Math.min(row + 3, last), 0);
        if (w.brain()) {
            multiplyBrain(k, w.data(), r0, r1, r2, r3, x, xo, y, yo);
        } else {
            multiplyHalf(k, w.data(), r0, r1, r2, r3, x, xo, y, yo);
        }
        int whole = F.loopBound(k);
        for (int j = 0; j < ROWS && whole < k; j++) {
            y[yo + j] += rest(w, Math.min(row + j, last), whole, x, xo);
        }
    }

    private static float rest(HalfRows w, int row, int from, float[] x, int xo) {
        int count = w.columns() - from;
        var values = new float[count];
        w.decode(row, from, count, values, 0);
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i] * x[xo + from + i];
        }
        return sum;
    }

    private static void multiplyBrain(
            int k, MemorySegment data, long r0, long r1, long r2, long r3, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = FloatVector.zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int p = 0; p <= k - LANES; p += LANES) {
            var u = FloatVector.fromArray(F, x, xo + p);
            s0 = brain(data, r0 + 2L * p).fma(u, s0);
            s1 = brain(data, r1 + 2L * p).fma(u, s1);
            s2 = brain(data, r2 + 2L * p).fma(u, s2);
            s3 = brain(data, r3 + 2L * p).fma(u, s3);
        }
        put(s0, s1, s2, s3, y, yo);
    }

    private static void multiplyHalf(
            int k, MemorySegment data, long r0, long r1, long r2, long r3, float[] x, int xo, float[] y, int yo) {
        FloatVector s0 = FloatVector.zero(F), s1 = s0, s2 = s0, s3 = s0;
        for (int p = 0; p <= k - LANES; p += LANES) {
            var u = FloatVector.fromArray(F, x, xo + p);
            s0 = half(data, r0 + 2L * p).fma(u, s0);
            s1 = half(data, r1 + 2L * p).fma(u, s1);
            s2 = half(data, r2 + 2L * p).fma(u, s2);
            s3 = half(data, r3 + 2L * p).fma(u, s3);
        }
        put(s0, s1, s2, s3, y, yo);
    }

    private static void put(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, float[] y, int yo) {
        y[yo] = VectorMath.sum(s0);
        y[yo + 1] = VectorMath.sum(s1);
        y[yo + 2] = VectorMath.sum(s2);
        y[yo + 3] = VectorMath.sum(s3);
    }

    /// A row as numbers.
    static void decode(HalfRows w, int row, int column, int count, float[] to, int at) {
        long from = w.at(row, column);
        int whole = F.loopBound(count);
        if (w.brain()) {
            for (int i = 0; i < whole; i += LANES) {
                brain(w.data(), from + 2L * i).intoArray(to, at + i);
            }
        } else {
            for (int i = 0; i < whole; i += LANES) {
                half(w.data(), from + 2L * i).intoArray(to, at + i);
            }
        }
        w.decode(row, column + whole, count - whole, to, at + whole);
    }
}
