package formers.tensor.kernels;

import static formers.tensor.kernels.NibblePanels.GROUP;
import static formers.tensor.kernels.PanelVectors.HALF_MASK;
import static formers.tensor.kernels.PanelVectors.HALF_SHIFT;
import static formers.tensor.kernels.QuantizedRows.BLOCKS;
import static formers.tensor.kernels.QuantizedRows.COLUMNS;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;

import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of codes of four bits with rows rounded to bytes, two vectors of weights at a time. A vector has
/// the codes of `2 LANES` rows in 16-bit lanes, where a sum over the 32 columns of a block is exact: its terms
/// are at most 8 · 127. Halves of 32-bit lanes belong to rows 16 apart.
///
/// Four codes share a lane, and nothing masks them. Shifted down to code `t`, a lane is
/// `u[t] = code[t] + 16 u[t + 1]`, so that `Σ code[t] x[t] = Σ u[t] (x[t] − 16 x[t − 1])`: modulo 2¹⁶, and thus
/// exactly, for the sum is below 2¹⁵. [QuantizedRows] has `x` in that form.
///
/// Every step is a method of its own, and all is written out; [VectorMath] says why.
final class NibbleProducts {

    /// Vectors of weights in a step.
    static final int PAIR = 2;

    /// Rows of `x` in a tile.
    static final int FOUR = QuantizedRows.FOUR;

    /// Elements of the sums of a block.
    static final int SUMS = FOUR * PAIR * LANES;

    /// Elements of the scales of a block: of both halves of both vectors.
    static final int SCALES = 2 * PAIR * LANES;

    /// Elements of the codes of one vector.
    static final int CODES = PackedPanels.TERMS * LANES;

    private static final int ROWS = PackedPanels.ROWS;
    private static final int TERMS = PackedPanels.TERMS;
    private static final VectorSpecies<Integer> I = F.withLanes(int.class);
    private static final VectorSpecies<Byte> BYTES = F.withLanes(byte.class);
    private static final VectorSpecies<Byte> HALVES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(LANES * Short.SIZE));
    private static final VectorSpecies<Short> S = F.withLanes(short.class);
    // Of counts in a vector AVX-512 makes one instruction, of a constant three; AVX2 knows no other than constants.
    private static final boolean BY_VECTOR = LANES >= 16;
    private static final ShortVector FOUR_BITS = ShortVector.broadcast(S, 4);
    private static final ShortVector EIGHT_BITS = ShortVector.broadcast(S, 8);
    private static final ShortVector TWELVE_BITS = ShortVector.broadcast(S, 12);
    private static final int HIGH = 0xFFFF0000;
    // Sums are in the high halves when they are made floats.
    private static final float SUMS_FACTOR = 1f / (1 << 16);
    private static final float HALF_FACTOR = PanelVectors.HALF_FACTOR * SUMS_FACTOR;

    private NibbleProducts() {}

    /// Makes floats of the half-precision scales of two vectors.
    static void scales(byte[] data, int p, int q, int blocks, float[] to) {
        Objects.checkIndex(blocks, BLOCKS + 1);
        Objects.checkFromIndexSize(p, blocks * BlockNibbles.SCALES, data.length);
        Objects.checkFromIndexSize(q, blocks * BlockNibbles.SCALES, data.length);
        Objects.checkFromIndexSize(0, blocks * SCALES, to.length);
        for (int block = 0; block < blocks; block++) {
            int from = block * BlockNibbles.SCALES;
            int at = block * SCALES;
            var low = (IntVector) ByteVector.fromArray(HALVES, data, p + from)
                    .reinterpretAsShorts()
                    .convertShape(S2I, I, 0);
            var high = (IntVector) ByteVector.fromArray(HALVES, data, p + from + 2 * ROWS)
                    .reinterpretAsShorts()
                    .convertShape(S2I, I, 0);
            low.lanewise(LSHL, HALF_SHIFT)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_FACTOR)
                    .intoArray(to, at);
            high.lanewise(LSHL, HALF_SHIFT)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_FACTOR)
                    .intoArray(to, at + LANES);
            low = (IntVector) ByteVector.fromArray(HALVES, data, q + from)
                    .reinterpretAsShorts()
                    .convertShape(S2I, I, 0);
            high = (IntVector) ByteVector.fromArray(HALVES, data, q + from + 2 * ROWS)
                    .reinterpretAsShorts()
                    .convertShape(S2I, I, 0);
            low.lanewise(LSHL, HALF_SHIFT)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_FACTOR)
                    .intoArray(to, at + 2 * LANES);
            high.lanewise(LSHL, HALF_SHIFT)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_FACTOR)
                    .intoArray(to, at + 3 * LANES);
        }
    }

    /// Two vectors of weights, whose codes begin at `p` and `q`, times one row.
    ///
    /// @param xo where the codes of the run begin in `x`
    static void one(byte[] data, int p, int q, int blocks, int[] x, int xo, int[] starts, int[] sums) {
        for (int block = 0; block < blocks; block++) {
            int from = block * NibblePanels.CODES;
            int at = xo + block * COLUMNS;
            var sumP = IntVector.broadcast(I, starts[xo / COLUMNS + block]).reinterpretAsShorts();
            var sumQ = sumP;
            for (int group = 0; group < COLUMNS / NibblePanels.SHARED; group++) {
                int column = at + group * NibblePanels.SHARED;
                var codesP = ByteVector.fromArray(BYTES, data, p + from + group * GROUP)
                        .reinterpretAsShorts();
                var codesQ = ByteVector.fromArray(BYTES, data, q + from + group * GROUP)
                        .reinterpretAsShorts();
                var v = IntVector.broadcast(I, x[column]).reinterpretAsShorts();
                sumP = codesP.mul(v).add(sumP);
                sumQ = codesQ.mul(v).add(sumQ);
                v = IntVector.broadcast(I, x[column + 1]).reinterpretAsShorts();
                var nextP = BY_VECTOR ? codesP.lanewise(LSHR, FOUR_BITS) : codesP.lanewise(LSHR, 4);
                sumP = nextP.mul(v).add(sumP);
                var nextQ = BY_VECTOR ? codesQ.lanewise(LSHR, FOUR_BITS) : codesQ.lanewise(LSHR, 4);
                sumQ = nextQ.mul(v).add(sumQ);
                v = IntVector.broadcast(I, x[column + 2]).reinterpretAsShorts();
                nextP = BY_VECTOR ? codesP.lanewise(LSHR, EIGHT_BITS) : codesP.lanewise(LSHR, 8);
                sumP = nextP.mul(v).add(sumP);
                nextQ = BY_VECTOR ? codesQ.lanewise(LSHR, EIGHT_BITS) : codesQ.lanewise(LSHR, 8);
                sumQ = nextQ.mul(v).add(sumQ);
                v = IntVector.broadcast(I, x[column + 3]).reinterpretAsShorts();
                nextP = BY_VECTOR ? codesP.lanewise(LSHR, TWELVE_BITS) : codesP.lanewise(LSHR, 12);
                sumP = nextP.mul(v).add(sumP);
                nextQ = BY_VECTOR ? codesQ.lanewise(LSHR, TWELVE_BITS) : codesQ.lanewise(LSHR, 12);
                sumQ = nextQ.mul(v).add(sumQ);
            }
            sumP.reinterpretAsInts().intoArray(sums, block * SUMS);
            sumQ.reinterpretAsInts().intoArray(sums, block * SUMS + LANES);
        }
    }

    /// The codes of a vector, column by column, each with those behind it above.
    static void unpack(byte[] data, int p, int groups, int[] to, int at) {
        for (int group = 0; group < groups; group++) {
            int first = at + group * NibblePanels.SHARED * LANES;
            var codes = ByteVector.fromArray(BYTES, data, p + group * GROUP).reinterpretAsShorts();
            codes.reinterpretAsInts().intoArray(to, first);
            var next = BY_VECTOR ? codes.lanewise(LSHR, FOUR_BITS) : codes.lanewise(LSHR, 4);
            next.reinterpretAsInts().intoArray(to, first + LANES);
            next = BY_VECTOR ? codes.lanewise(LSHR, EIGHT_BITS) : codes.lanewise(LSHR, 8);
            next.reinterpretAsInts().intoArray(to, first + 2 * LANES);
            next = BY_VECTOR ? codes.lanewise(LSHR, TWELVE_BITS) : codes.lanewise(LSHR, 12);
            next.reinterpretAsInts().intoArray(to, first + 3 * LANES);
        }
    }

    /// Two vectors of unpacked weights, [#CODES] apart, times four rows.
    static void tile(int blocks, int[] w, int[] x, int xo, int[] starts, int[] sums) {
        for (int block = 0; block < blocks; block++) {
            int at = xo / COLUMNS + block;
            ShortVector p0 = IntVector.broadcast(I, starts[at]).reinterpretAsShorts(), q0 = p0;
            ShortVector p1 = IntVector.broadcast(I, starts[at + BLOCKS]).reinterpretAsShorts(), q1 = p1;
            ShortVector p2 = IntVector.broadcast(I, starts[at + 2 * BLOCKS]).reinterpretAsShorts(), q2 = p2;
            ShortVector p3 = IntVector.broadcast(I, starts[at + 3 * BLOCKS]).reinterpretAsShorts(), q3 = p3;
            for (int j = 0; j < COLUMNS; j++) {
                int column = block * COLUMNS + j;
                var p = IntVector.fromArray(I, w, column * LANES).reinterpretAsShorts();
                var q = IntVector.fromArray(I, w, CODES + column * LANES).reinterpretAsShorts();
                var v = IntVector.broadcast(I, x[xo + column]).reinterpretAsShorts();
                p0 = p.mul(v).add(p0);
                q0 = q.mul(v).add(q0);
                v = IntVector.broadcast(I, x[xo + TERMS + column]).reinterpretAsShorts();
                p1 = p.mul(v).add(p1);
                q1 = q.mul(v).add(q1);
                v = IntVector.broadcast(I, x[xo + 2 * TERMS + column]).reinterpretAsShorts();
                p2 = p.mul(v).add(p2);
                q2 = q.mul(v).add(q2);
                v = IntVector.broadcast(I, x[xo + 3 * TERMS + column]).reinterpretAsShorts();
                p3 = p.mul(v).add(p3);
                q3 = q.mul(v).add(q3);
            }
            int to = block * SUMS;
            p0.reinterpretAsInts().intoArray(sums, to);
            q0.reinterpretAsInts().intoArray(sums, to + LANES);
            p1.reinterpretAsInts().intoArray(sums, to + 2 * LANES);
            q1.reinterpretAsInts().intoArray(sums, to + 3 * LANES);
            p2.reinterpretAsInts().intoArray(sums, to + 4 * LANES);
            q2.reinterpretAsInts().intoArray(sums, to + 5 * LANES);
            p3.reinterpretAsInts().intoArray(sums, to + 6 * LANES);
            q3.reinterpretAsInts().intoArray(sums, to + 7 * LANES);
        }
    }

    /// Adds a row's sums, scaled, to `y`: those of the first vector's rows at `yp` and 16 behind, of the
    /// second's at `yq`.
    ///
    /// @param so where the row's sums begin
    /// @param xo where the scales of the row's blocks begin
    static void finish(int blocks, int[] sums, int so, float[] scales, float[] x, int xo, float[] y, int yp, int yq) {
        var lowP = FloatVector.fromArray(F, y, yp);
        var highP = FloatVector.fromArray(F, y, yp + ROWS);
        var lowQ = FloatVector.fromArray(F, y, yq);
        var highQ = FloatVector.fromArray(F, y, yq + ROWS);
        for (int block = 0; block < blocks; block++) {
            int at = block * SCALES;
            var scale = FloatVector.broadcast(F, x[xo + block]);
            var p = IntVector.fromArray(I, sums, so + block * SUMS);
            var q = IntVector.fromArray(I, sums, so + block * SUMS + LANES);
            lowP = ((FloatVector) p.lanewise(LSHL, 16).convertShape(I2F, F, 0))
                    .fma(FloatVector.fromArray(F, scales, at).mul(scale), lowP);
            highP = ((FloatVector) p.and(HIGH).convertShape(I2F, F, 0))
                    .fma(FloatVector.fromArray(F, scales, at + LANES).mul(scale), highP);
            lowQ = ((FloatVector) q.lanewise(LSHL, 16).convertShape(I2F, F, 0))
                    .fma(FloatVector.fromArray(F, scales, at + 2 * LANES).mul(scale), lowQ);
            highQ = ((FloatVector) q.and(HIGH).convertShape(I2F, F, 0))
                    .fma(FloatVector.fromArray(F, scales, at + 3 * LANES).mul(scale), highQ);
        }
        lowP.intoArray(y, yp);
        highP.intoArray(y, yp + ROWS);
        lowQ.intoArray(y, yq);
        highQ.intoArray(y, yq + ROWS);
    }

    /// Makes floats of the scales and offsets of [SuperNibbles], of half a vector: one row in each lane.
    ///
    /// @param run where the run begins
    /// @param row the half's first row in its panel
    /// @param to  the half's place among those of a block
    static void superScales(byte[] data, int run, int row, float[] scales, float[] offsets, int to) {
        var scale = ((IntVector) ByteVector.fromArray(HALVES, data, run + 2 * row)
                        .reinterpretAsShorts()
                        .convertShape(S2I, I, 0))
                .lanewise(LSHL, HALF_SHIFT)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(PanelVectors.HALF_FACTOR);
        var step = ((IntVector) ByteVector.fromArray(HALVES, data, run + SuperNibbles.STEPS + 2 * row)
                        .reinterpretAsShorts()
                        .convertShape(S2I, I, 0))
                .lanewise(LSHL, HALF_SHIFT)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(-PanelVectors.HALF_FACTOR);
        for (int group = 0; group < SuperNibbles.GROUPS; group++) {
            int from = run + group * NibblePanels.TALL + row;
            int at = to + group * SCALES;
            var s = ((FloatVector) ByteVector.fromArray(PanelVectors.BYTES, data, from + SuperNibbles.S)
                            .convertShape(B2F, F, 0))
                    .mul(scale);
            var m = (FloatVector) ByteVector.fromArray(PanelVectors.BYTES, data, from + SuperNibbles.M)
                    .convertShape(B2F, F, 0);
            s.mul(SUMS_FACTOR).intoArray(scales, at);
            m.mul(step).add(s.mul(NibblePanels.ZERO)).intoArray(offsets, at);
        }
    }

    /// Adds offsets of [SuperNibbles] times the sums of a row's blocks to `y`, which lies as for [#finish].
    static void offsets(float[] offsets, float[] x, int xo, float[] y, int yp, int yq) {
        Objects.checkFromIndexSize(xo, SuperNibbles.GROUPS, x.length);
        Objects.checkFromIndexSize(0, SuperNibbles.GROUPS * SCALES, offsets.length);
        var lowP = FloatVector.fromArray(F, y, yp);
        var highP = FloatVector.fromArray(F, y, yp + ROWS);
        var lowQ = FloatVector.fromArray(F, y, yq);
        var highQ = FloatVector.fromArray(F, y, yq + ROWS);
        for (int group = 0; group < SuperNibbles.GROUPS; group += 2) {
            int at = group * SCALES;
            var total = FloatVector.broadcast(F, x[xo + group]);
            lowP = FloatVector.fromArray(F, offsets, at).fma(total, lowP);
            highP = FloatVector.fromArray(F, offsets, at + LANES).fma(total, highP);
            lowQ = FloatVector.fromArray(F, offsets, at + 2 * LANES).fma(total, lowQ);
            highQ = FloatVector.fromArray(F, offsets, at + 3 * LANES).fma(total, highQ);
            total = FloatVector.broadcast(F, x[xo + group + 1]);
            lowP = FloatVector.fromArray(F, offsets, at + SCALES).fma(total, lowP);
            highP = FloatVector.fromArray(F, offsets, at + SCALES + LANES).fma(total, highP);
            lowQ = FloatVector.fromArray(F, offsets, at + SCALES + 2 * LANES).fma(total, lowQ);
            highQ = FloatVector.fromArray(F, offsets, at + SCALES + 3 * LANES).fma(total, highQ);
        }
        lowP.intoArray(y, yp);
        highP.intoArray(y, yp + ROWS);
        lowQ.intoArray(y, yq);
        highQ.intoArray(y, yq + ROWS);
    }
}
