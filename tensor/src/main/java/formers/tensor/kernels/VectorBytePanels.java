package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.HALVES;
import static formers.tensor.kernels.RegisterTiles.LANES;

/// [BytePanels] on the Vector API; all offsets are zero.
record VectorBytePanels(BytePanels w) implements VectorCodes {

    @Override
    public int columns() {
        return BytePanels.COLUMNS;
    }

    @Override
    public byte[] data() {
        return w.data;
    }

    @Override
    public int codes(int row, int i, int term) {
        return w.codeAt(row + i * LANES, term);
    }

    @Override
    public boolean hasOffsets() {
        return false;
    }

    @Override
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        int groups = terms / BytePanels.COLUMNS;
        for (int i = 0; i < VECTORS; i++) {
            int to = i * 2 * LANES;
            PanelScales.each(w.data, w.scaleAt(row + i * LANES, term), HALVES, groups, scratch.scales(), to);
            PanelScales.none(groups, scratch.scales(), to + LANES);
        }
    }
}
