package formers.tensor.kernels;

import static formers.tensor.kernels.CodeProducts.SCALES;
import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.PanelVectors.BYTES;
import static formers.tensor.kernels.PanelVectors.HALF_FACTOR;
import static formers.tensor.kernels.PanelVectors.HALF_MASK;
import static formers.tensor.kernels.PanelVectors.HALF_SHIFT;
import static formers.tensor.kernels.PanelVectors.HALVES;
import static formers.tensor.kernels.PanelVectors.I;
import static formers.tensor.kernels.RegisterTiles.F;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Scales and offsets of a vector of rows, made into floats, for each group of columns. Half-precision numbers are
/// neither infinite nor NaN.
///
/// All is written out; [VectorMath] says why.
final class PanelScales {

    private PanelScales() {}

    /// Half-precision numbers, a group's `step` bytes behind those of the one before.
    static void each(byte[] data, int from, int step, int groups, float[] to, int first) {
        each(data, from, step, HALF_FACTOR, groups, to, first);
    }

    /// The same as a multiple of what they are: [PanelVectors#HALF_FACTOR] stands for one.
    static void each(byte[] data, int from, int step, float factor, int groups, float[] to, int first) {
        for (int group = 0; group < groups; group++) {
            ((IntVector) ByteVector.fromArray(HALVES, data, from + group * step)
                            .reinterpretAsShorts()
                            .convertShape(S2I, I, 0))
                    .lanewise(LSHL, HALF_SHIFT)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(factor)
                    .intoArray(to, first + group * SCALES);
        }
    }

    /// Zeros for all groups.
    static void none(int groups, float[] to, int first) {
        for (int group = 0; group < groups; group++) {
            FloatVector.zero(F).intoArray(to, first + group * SCALES);
        }
    }

    /// One half-precision number times a signed byte for each group.
    static void scaled(byte[] data, int scale, int bytes, int groups, float[] to, int first) {
        var scales = ((IntVector) ByteVector.fromArray(HALVES, data, scale)
                        .reinterpretAsShorts()
                        .convertShape(S2I, I, 0))
                .lanewise(LSHL, HALF_SHIFT)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(HALF_FACTOR);
        for (int group = 0; group < groups; group++) {
            ((FloatVector) ByteVector.fromArray(BYTES, data, bytes + group * ROWS)
                            .convertShape(B2F, F, 0))
                    .mul(scales)
                    .intoArray(to, first + group * SCALES);
        }
    }

    /// One half-precision number times an unsigned byte for each group, with the sign changed.
    static void taken(byte[] data, int scale, int bytes, int groups, float[] to, int first) {
        var scales = ((IntVector) ByteVector.fromArray(HALVES, data, scale)
                        .reinterpretAsShorts()
                        .convertShape(S2I, I, 0))
                .lanewise(LSHL, HALF_SHIFT)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(-HALF_FACTOR);
        for (int group = 0; group < groups; group++) {
            ((FloatVector) ByteVector.fromArray(BYTES, data, bytes + group * ROWS)
                            .convertShape(ZERO_EXTEND_B2I, I, 0)
                            .convertShape(I2F, F, 0))
                    .mul(scales)
                    .intoArray(to, first + group * SCALES);
        }
    }
}
