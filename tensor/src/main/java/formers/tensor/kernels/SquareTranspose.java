package formers.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Eight rows turned into columns in registers, a square of 8 x 8 at a time: 38 steps instead of 64 moves
/// of one float. For processors with vectors of eight floats.
///
/// Row `i` is rotated by `i` lanes. Three rounds of blends then take lane `l` of column `d` from the row
/// numbered `l - d`, and rotating back by `d` lanes puts it in its place.
final class SquareTranspose {

    private static final int SIDE = 8;
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final VectorShuffle<Float> BY_1 = rotation(1);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_3 = rotation(3);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_5 = rotation(5);
    private static final VectorShuffle<Float> BY_6 = rotation(6);
    private static final VectorShuffle<Float> BY_7 = rotation(7);
    private static final VectorMask<Float> ODD = VectorMask.fromLong(S, 0b10101010);
    private static final VectorMask<Float> ODD_PAIRS = VectorMask.fromLong(S, 0b11001100);
    private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, 0b11110000);

    private SquareTranspose() {}

    /// Lane `l` of what it makes is lane `l + lanes` of what it takes, around the end.
    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.fromOp(S, l -> (l + lanes) % SIDE);
    }

    /// `to[p, i] = from[i, p]` for eight rows and as many whole squares of columns as there are.
    ///
    /// With fewer than eight rows the last stands in for those that are missing: eight are written.
    ///
    /// @return the columns that were turned
    static int turn(int rows, int columns, float[] from, int fo, int fromStride, float[] to, int at, int toStride) {
        int last = rows - 1;
        int f1 = fo + Math.min(1, last) * fromStride;
        int f2 = fo + Math.min(2, last) * fromStride;
        int f3 = fo + Math.min(3, last) * fromStride;
        int f4 = fo + Math.min(4, last) * fromStride;
        int f5 = fo + Math.min(5, last) * fromStride;
        int f6 = fo + Math.min(6, last) * fromStride;
        int f7 = fo + Math.min(7, last) * fromStride;
        int turned = columns / SIDE * SIDE;
        for (int p = 0; p < turned; p += SIDE) {
            var a0 = FloatVector.fromArray(S, from, fo + p);
            var a1 = FloatVector.fromArray(S, from, f1 + p).rearrange(BY_7);
            var a2 = FloatVector.fromArray(S, from, f2 + p).rearrange(BY_6);
            var a3 = FloatVector.fromArray(S, from, f3 + p).rearrange(BY_5);
            var a4 = FloatVector.fromArray(S, from, f4 + p).rearrange(BY_4);
            var a5 = FloatVector.fromArray(S, from, f5 + p).rearrange(BY_3);
            var a6 = FloatVector.fromArray(S, from, f6 + p).rearrange(BY_2);
            var a7 = FloatVector.fromArray(S, from, f7 + p).rearrange(BY_1);
            var b0 = a0.blend(a1, ODD);
            var b1 = a1.blend(a2, ODD);
            var b2 = a2.blend(a3, ODD);
            var b3 = a3.blend(a4, ODD);
            var b4 = a4.blend(a5, ODD);
            var b5 = a5.blend(a6, ODD);
            var b6 = a6.blend(a7, ODD);
            var b7 = a7.blend(a0, ODD);
            var c0 = b0.blend(b2, ODD_PAIRS);
            var c1 = b1.blend(b3, ODD_PAIRS);
            var c2 = b2.blend(b4, ODD_PAIRS);
            var c3 = b3.blend(b5, ODD_PAIRS);
            var c4 = b4.blend(b6, ODD_PAIRS);
            var c5 = b5.blend(b7, ODD_PAIRS);
            var c6 = b6.blend(b0, ODD_PAIRS);
            var c7 = b7.blend(b1, ODD_PAIRS);
            var d0 = c0.blend(c4, UPPER);
            var d1 = c1.blend(c5, UPPER);
            var d2 = c2.blend(c6, UPPER);
            var d3 = c3.blend(c7, UPPER);
            var d4 = c4.blend(c0, UPPER);
            var d5 = c5.blend(c1, UPPER);
            var d6 = c6.blend(c2, UPPER);
            var d7 = c7.blend(c3, UPPER);
            int t = at + p * toStride;
            d0.intoArray(to, t);
            d7.rearrange(BY_1).intoArray(to, t + toStride);
            d6.rearrange(BY_2).intoArray(to, t + 2 * toStride);
            d5.rearrange(BY_3).intoArray(to, t + 3 * toStride);
            d4.rearrange(BY_4).intoArray(to, t + 4 * toStride);
            d3.rearrange(BY_5).intoArray(to, t + 5 * toStride);
            d2.rearrange(BY_6).intoArray(to, t + 6 * toStride);
            d1.rearrange(BY_7).intoArray(to, t + 7 * toStride);
        }
        return turned;
    }
}
