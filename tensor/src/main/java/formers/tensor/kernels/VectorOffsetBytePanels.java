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
        int p = w.scaleAt(row, term);
        int q = w.scaleAt(row + LANES, term);
        int r = w.scaleAt(row + 2 * LANES, term);
        int s = w.scaleAt(row + 3 * LANES, term);
        int groups = terms / OffsetBytePanels.COLUMNS;
        PanelScales.each(w.data, p, q, r, s, 2 * HALVES, groups, scratch.scales(), 0);
        PanelScales.each(
                w.data, p + HALVES, q + HALVES, r + HALVES, s + HALVES, 2 * HALVES, groups, scratch.scales(), LANES);
    }
}
