package formers.tensor.kernels;

import static formers.tensor.kernels.QuantizedRows.COLUMNS;
import static formers.tensor.kernels.QuantizedRows.LEAST;
import static formers.tensor.kernels.QuantizedRows.MOST;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// [QuantizedRows#round] on the Vector API, with the same codes and scales.
final class VectorRounding {

    private static final VectorSpecies<Integer> I = F.withLanes(int.class);
    private static final int ABSOLUTE = 0x7FFFFFFF;
    private static final int LOW = 0xFFFF;
    private static final VectorShuffle<Integer> BEFORE = VectorShuffle.fromOp(I, lane -> Math.max(0, lane - 1));
    // All bits but of the first of four lanes.
    private static final IntVector INNER = (IntVector)
            IntVector.zero(I).addIndex(1).and(NibblePanels.SHARED - 1).neg().lanewise(VectorOperators.ASHR, 31);
    // Added to a small number, leaves its nearest integer in the lowest bits.
    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    private VectorRounding() {}

    static void round(float[] x, int from, QuantizedRows to, int at) {
        var most = IntVector.zero(I);
        for (int j = 0; j < COLUMNS; j += LANES) {
            // Bits of positive floats are in the order of their values, those of NaN above all.
            most = FloatVector.fromArray(F, x, from + j)
                    .reinterpretAsInts()
                    .and(ABSOLUTE)
                    .max(most);
        }
        float largest = Float.intBitsToFloat(most.reduceLanes(VectorOperators.MAX));
        float inverse = largest < LEAST ? 0 : MOST / largest;
        int[] codes = to.codes();
        var sum = IntVector.zero(I);
        for (int j = 0; j < COLUMNS; j += LANES) {
            var code = FloatVector.fromArray(F, x, from + j)
                    .mul(inverse)
                    .add(ROUND)
                    .reinterpretAsInts()
                    .sub(ROUND_BITS);
            sum = sum.add(code);
            var before = code.rearrange(BEFORE).and(INNER);
            code = code.sub(before.lanewise(VectorOperators.LSHL, 4));
            code.and(LOW).or(code.lanewise(VectorOperators.LSHL, 16)).intoArray(codes, at + j);
        }
        to.setBlock(at, sum.reduceLanes(VectorOperators.ADD), largest / MOST);
    }
}
