package formers.tensor.kernels;

import static formers.tensor.kernels.CodeProducts.SCALES;
import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.PanelVectors.signed;
import static formers.tensor.kernels.PanelVectors.unsigned;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;

/// Scales and offsets of four vectors of rows, made into floats. They take turns, because memory is faster the more
/// places
/// it is read from; in a loop, not written out: products with panels of several kinds have all of this in one method,
/// and the compiler makes vectors objects once it has seen some forty operations.
final class PanelScales {

    private PanelScales() {}

    /// Half-precision scales, a group's `step` bytes behind those of the one before, and offsets of zero.
    ///
    /// @param starts where those of each vector begin
    static void proportional(byte[] data, int[] starts, int step, int groups, float[] to) {
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < starts.length; i++) {
                int at = group * SCALES + 2 * i * LANES;
                halves(data, starts[i] + group * step).intoArray(to, at);
                FloatVector.zero(F).intoArray(to, at + LANES);
            }
        }
    }

    /// Half-precision numbers, `further` bytes behind where those of each vector begin, to every other vector of `to`.
    static void each(byte[] data, int[] starts, int further, int step, int groups, float[] to, int first) {
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < starts.length; i++) {
                halves(data, starts[i] + further + group * step).intoArray(to, first + group * SCALES + 2 * i * LANES);
            }
        }
    }

    /// One half-precision number times a signed byte for each group, for one of the vectors.
    static void scaled(byte[] data, int scale, int bytes, int groups, float[] to, int first) {
        var scales = halves(data, scale);
        for (int group = 0; group < groups; group++) {
            signed(data, bytes + group * ROWS).mul(scales).intoArray(to, first + group * SCALES);
        }
    }

    /// One half-precision number times an unsigned byte for each group, for one of the vectors, with the
    /// sign changed.
    static void taken(byte[] data, int scale, int bytes, int groups, float[] to, int first) {
        var scales = halves(data, scale).neg();
        for (int group = 0; group < groups; group++) {
            unsigned(data, bytes + group * ROWS).mul(scales).intoArray(to, first + group * SCALES);
        }
    }

    /// Zeros, for one of the vectors.
    static void none(int groups, float[] to, int first) {
        for (int group = 0; group < groups; group++) {
            FloatVector.zero(F).intoArray(to, first + group * SCALES);
        }
    }
}
