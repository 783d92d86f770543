package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.PackedPanels.TERMS;
import static formers.tensor.kernels.VectorPanels.STEP;

/// A thread's room for what products with packed weights put aside.
///
/// @param sums   what [VectorPanels#one] and [VectorPanels#four] found
/// @param scales for each group of columns and each vector of rows, a vector of scales and one of offsets
/// @param codes  codes that shared a byte, in bytes of their own, panel by panel
record PanelScratch(float[] sums, float[] scales, byte[] codes) {

    private static final int FEWEST_COLUMNS = 16;

    /// Bytes from the codes of one panel to those of the next; not a multiple of 4096, for loads would wait
    /// for stores.
    static final int CODES = TERMS * ROWS + 64;

    private static final ThreadLocal<PanelScratch> ROOM = ThreadLocal.withInitial(() -> new PanelScratch(
            new float[VectorPanels.FOUR * STEP],
            new float[TERMS / FEWEST_COLUMNS * 2 * STEP],
            new byte[Math.ceilDiv(STEP, ROWS) * CODES + PackedPanels.SLACK]));

    static PanelScratch get() {
        return ROOM.get();
    }
}
