package formers.tensor.kernels;

import static formers.tensor.kernels.CodeProducts.SCALES;
import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.PanelVectors.halves;
import static formers.tensor.kernels.PanelVectors.signed;
import static formers.tensor.kernels.PanelVectors.unsigned;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;

/// Scales and offsets of four vectors of rows, made into floats. What belongs to the vectors begins at `p`
/// to `s`; they take turns, because memory is faster the more places it is read from.
final class PanelScales {

    private PanelScales() {}

    /// Half-precision scales, a group's `step` bytes behind those of the one before, and offsets of zero.
    static void proportional(byte[] data, int p, int q, int r, int s, int step, int groups, float[] to) {
        for (int group = 0; group < groups; group++) {
            int from = group * step;
            int at = group * SCALES;
            pair(data, p + from, to, at);
            pair(data, q + from, to, at + 2 * LANES);
            pair(data, r + from, to, at + 4 * LANES);
            pair(data, s + from, to, at + 6 * LANES);
        }
    }

    private static void pair(byte[] data, int from, float[] to, int at) {
        halves(data, from).intoArray(to, at);
        FloatVector.zero(F).intoArray(to, at + LANES);
    }

    /// Half-precision numbers, to every other vector of `to`.
    static void each(byte[] data, int p, int q, int r, int s, int step, int groups, float[] to, int first) {
        for (int group = 0; group < groups; group++) {
            int from = group * step;
            int at = first + group * SCALES;
            halves(data, p + from).intoArray(to, at);
            halves(data, q + from).intoArray(to, at + 2 * LANES);
            halves(data, r + from).intoArray(to, at + 4 * LANES);
            halves(data, s + from).intoArray(to, at + 6 * LANES);
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
}
