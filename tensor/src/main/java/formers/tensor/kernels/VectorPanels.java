package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// Products with one kind of panels, as vectors of rows, [#STEP] rows and one run of columns at a time.
///
/// An element is summed as [RegisterTiles] sums it, whatever computes it: a chain of fused multiply-adds
/// from zero, in the order of the columns. It has the same bits for one row of `x` and for many.
sealed interface VectorPanels permits VectorCodes, VectorHalfPanels, VectorQuadPanels {

    int VECTORS = 4;

    /// Rows of `w` that are done together, a panel or more.
    int STEP = VECTORS * LANES;

    /// Rows of `x` that [#four] takes.
    int FOUR = 4;

    static VectorPanels of(PackedPanels w) {
        return switch (w) {
            case BytePanels panels -> new VectorBytePanels(panels);
            case HalfPanels panels -> new VectorHalfPanels(panels);
            case NibblePanels _ ->
                throw new IllegalArgumentException(
                        "codes of four bits are not multiplied as floats: NibbleProduct does it");
            case QuadPanels panels -> new VectorQuadPanels(panels);
            case OffsetBytePanels panels -> new VectorOffsetBytePanels(panels);
            case SuperPanels panels -> new VectorSuperPanels(panels);
        };
    }

    /// Puts aside what the other methods need for the same rows and columns.
    ///
    /// @param row  the first, a multiple of [#STEP]
    /// @param term the first column of a run
    void prepare(int row, int term, int terms, PanelScratch scratch);

    /// The rows times `x`, to vectors of sums.
    ///
    /// @param xo where `x` has the value of column `term`
    void one(int row, int term, int terms, float[] x, int xo, PanelScratch scratch);

    /// The same for four `x`, to as many vectors of sums for each of them in turn.
    ///
    /// @param x  values of the four side by side for each column
    /// @param xo where those of column `term` are
    void four(int row, int term, int terms, float[] x, int xo, PanelScratch scratch);

    /// One of the vectors as numbers, column by column, each `width` behind the one before.
    void unpack(int row, int vector, int term, int terms, float[] to, int at, int width, PanelScratch scratch);
}
