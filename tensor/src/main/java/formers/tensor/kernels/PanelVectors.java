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
    /// Bytes for as many floats. There are no vectors of 32 bits: with four lanes, eight bytes are read and the first
    /// four of them used.
    static final VectorSpecies<Byte> BYTES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));
    private static final VectorSpecies<Byte> HALVES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(LANES * Short.SIZE));

    static final int HALF_SHIFT = 13;
    static final int HALF_MASK = 0x8FFFE000;
    static final float HALF_FACTOR = 0x1p112f;

    private PanelVectors() {}

    static FloatVector signed(byte[] a, int at) {
        return (FloatVector) ByteVector.fromArray(BYTES, a, at).castShape(F, 0);
    }

    static FloatVector unsigned(byte[] a, int at) {
        return floats(integers(a, at));
    }

    private static IntVector integers(byte[] a, int at) {
        return (IntVector) ByteVector.fromArray(BYTES, a, at).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
    }

    private static FloatVector floats(IntVector x) {
        return (FloatVector) x.convert(VectorOperators.I2F, 0);
    }

    /// Half-precision numbers, none of them infinite or NaN.
    static FloatVector halves(byte[] a, int at) {
        return halves(a, at, HALF_SHIFT, HALF_MASK).mul(HALF_FACTOR);
    }

    /// 16-bit floating-point numbers, whose bits are put where those of floats are. The different bias of
    /// the exponents is then to be multiplied away, which is exact.
    static FloatVector halves(byte[] a, int at, int shift, int mask) {
        return ((IntVector) ByteVector.fromArray(HALVES, a, at)
                        .reinterpretAsShorts()
                        .castShape(I, 0))
                .lanewise(VectorOperators.LSHL, shift)
                .and(mask)
                .reinterpretAsFloats();
    }

    static FloatVector all(float[] x, int at) {
        return FloatVector.broadcast(F, x[at]);
    }
}
