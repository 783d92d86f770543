package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// Products with one kind of panels, as vectors of rows.
sealed interface VectorPanels
        permits VectorBytePanels, VectorHalfPanels, VectorNibblePanels, VectorOffsetBytePanels, VectorSuperPanels {

    static VectorPanels of(PackedPanels w) {
        return switch (w) {
            case BytePanels panels -> new VectorBytePanels(panels);
            case HalfPanels panels -> new VectorHalfPanels(panels);
            case NibblePanels panels -> new VectorNibblePanels(panels);
            case OffsetBytePanels panels -> new VectorOffsetBytePanels(panels);
            case SuperPanels panels -> new VectorSuperPanels(panels);
        };
    }

    /// Where the panel of a row begins. Past the last row it is the last panel.
    static int lane(PackedPanels w, int row) {
        return w.at(Math.min(row / PackedPanels.ROWS, w.panels() - 1), 0);
    }

    /// Columns over which [#multiply] wants `x` summed; 0 if it does not.
    default int run() {
        return 0;
    }

    /// Two vectors of rows times `x`, to `y`.
    ///
    /// @param row  the first of them, a multiple of the vector length
    /// @param sums of runs of `x`
    void multiply(int row, float[] x, int xo, float[] sums, float[] y, int yo);

    /// A vector of rows as numbers: `terms` columns from `term` on, each a vector `width` behind the one
    /// before.
    ///
    /// @param row  a multiple of the vector length
    /// @param term a multiple of a block's columns, or of 256, whichever is less; likewise `terms`
    void unpack(int row, int term, int terms, float[] to, int at, int width);

    /// Rows that [#multiply] computes.
    int MULTIPLIED = 2 * LANES;
}
