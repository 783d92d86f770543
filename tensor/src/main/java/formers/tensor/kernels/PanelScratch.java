package formers.tensor.kernels;

import static formers.tensor.kernels.VectorPanels.STEP;

/// A thread's room for what products with packed weights put aside.
///
/// @param sums   what [VectorPanels#one] and [VectorPanels#four] found
/// @param scales for each group of columns and each vector of rows, a vector of scales and one of offsets
record PanelScratch(float[] sums, float[] scales) {

    private static final int FEWEST_COLUMNS = 16;

    private static final ThreadLocal<PanelScratch> ROOM = ThreadLocal.withInitial(() -> new PanelScratch(
            new float[VectorPanels.FOUR * STEP], new float[PackedPanels.TERMS / FEWEST_COLUMNS * CodeProducts.SCALES]));

    static PanelScratch get() {
        return ROOM.get();
    }
}
