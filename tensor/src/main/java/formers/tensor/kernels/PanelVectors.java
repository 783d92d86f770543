package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// What one column of some rows of a panel is read as, and made floats with.
final class PanelVectors {

    static final VectorSpecies<Integer> I = F.withLanes(int.class);
    /// Bytes for as many floats. There are no vectors of 32 bits: with four lanes, eight bytes are read and the first
    /// four of them used.
    static final VectorSpecies<Byte> BYTES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));
    /// Bytes of half as many bits as a vector of floats.
    static final VectorSpecies<Byte> HALVES =
            ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(LANES * Short.SIZE));

    /// The bits of a half-precision number are put where a float has them, by so many places, of which these
    /// count. The different bias of the exponents is then to be multiplied away, which is exact.
    static final int HALF_SHIFT = 13;
    static final int HALF_MASK = 0x8FFFE000;
    static final float HALF_FACTOR = 0x1p112f;

    private PanelVectors() {}
}
