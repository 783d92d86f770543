package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.HALVES;
import static formers.tensor.kernels.RegisterTiles.LANES;

/// [OffsetBytePanels] on the Vector API.
record VectorOffsetBytePanels(OffsetBytePanels w) implements VectorCodes {

    @Override
    public int columns() {
        return OffsetBytePanels.COLUMNS;
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
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        int groups = terms / OffsetBytePanels.COLUMNS;
        for (int i = 0; i < VECTORS; i++) {
            int from = w.scaleAt(row + i * LANES, term);
            int to = i * 2 * LANES;
            PanelScales.each(w.data, from, 2 * HALVES, groups, scratch.scales(), to);
            PanelScales.each(w.data, from + HALVES, 2 * HALVES, groups, scratch.scales(), to + LANES);
        }
    }
}
