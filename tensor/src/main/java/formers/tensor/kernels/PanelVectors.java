package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// One column of some rows of a panel, as vectors.
final class PanelVectors {

    private static final VectorSpecies<Integer> I = F.withLanes(int.class);
    // There are no vectors of 32 bits: with four lanes, eight bytes are read and the first four of them used.
    private static final VectorSpecies<Byte> BYTES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));
    private static final VectorSpecies<Byte> HALVES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(LANES * Short.SIZE));

    private PanelVectors() {}

    /// Signed bytes.
    static FloatVector signed(byte[] a, int at) {
        return (FloatVector) ByteVector.fromArray(BYTES, a, at).castShape(F, 0);
    }

    /// Unsigned bytes, as integers.
    static IntVector unsigned(byte[] a, int at) {
        return (IntVector) ByteVector.fromArray(BYTES, a, at).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
    }

    /// The low four bits.
    static FloatVector low(IntVector pairs) {
        return (FloatVector) pairs.and(15).convert(VectorOperators.I2F, 0);
    }

    /// The bits above the low four.
    static FloatVector high(IntVector pairs) {
        return (FloatVector) pairs.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0);
    }

    /// Half-precision numbers, none of them infinite or NaN: their exponents and fractions are put where those of
    /// floats are, and the different bias of the exponents is multiplied away, which is exact.
    static FloatVector halves(byte[] a, int at) {
        return ((IntVector) ByteVector.fromArray(HALVES, a, at)
                        .reinterpretAsShorts()
                        .castShape(I, 0))
                .lanewise(VectorOperators.LSHL, 13)
                .and(0x8FFFE000)
                .reinterpretAsFloats()
                .mul(0x1p112f);
    }

    static FloatVector all(float[] x, int at) {
        return FloatVector.broadcast(F, x[at]);
    }
}
