package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// Panels of codes that are bytes, with a scale and an offset for each group of
/// columns: a number is `scale · code + offset`.
sealed interface VectorCodes extends VectorPanels permits VectorBytePanels, VectorOffsetBytePanels, VectorSuperPanels {

    /// Columns of a group.
    int columns();

    /// Whether any offset differs from zero.
    default boolean hasOffsets() {
        return true;
    }

    /// What has the codes.
    byte[] data();

    /// Where those of vector `i` begin.
    int codes(int row, int i, int term);

    @Override
    default void one(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int groups = terms / columns();
        byte[] data = data();
        int p = codes(row, 0, term);
        int q = codes(row, 1, term);
        int r = codes(row, 2, term);
        int s = codes(row, 3, term);
        if (hasOffsets()) {
            CodeProducts.one(data, p, q, r, s, columns(), groups, scratch.scales(), x, xo, scratch.sums());
        } else {
            CodeProducts.oneProportional(data, p, q, r, s, columns(), groups, scratch.scales(), x, xo, scratch.sums());
        }
    }

    @Override
    default void four(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int groups = terms / columns();
        byte[] data = data();
        int p = codes(row, 0, term);
        int q = codes(row, 1, term);
        int r = codes(row, 2, term);
        int s = codes(row, 3, term);
        float[] scales = scratch.scales();
        if (LANES >= 16) {
            CodeProducts.four(data, p, q, r, s, columns(), groups, scales, x, xo, scratch.sums());
        } else {
            CodeProducts.twoByFour(data, p, q, columns(), groups, scales, 0, x, xo, scratch.sums(), 0);
            CodeProducts.twoByFour(data, r, s, columns(), groups, scales, 4 * LANES, x, xo, scratch.sums(), 2 * LANES);
        }
    }

    @Override
    default void unpack(int row, int vector, int term, int terms, float[] to, int at, int width, PanelScratch scratch) {
        int codes = codes(row, vector, term);
        int groups = terms / columns();
        int scale = vector * 2 * LANES;
        CodeProducts.unpack(data(), codes, columns(), groups, scratch.scales(), scale, to, at, width);
    }
}
