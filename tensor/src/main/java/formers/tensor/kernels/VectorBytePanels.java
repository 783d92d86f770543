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
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        int p = w.scaleAt(row, term);
        int q = w.scaleAt(row + LANES, term);
        int r = w.scaleAt(row + 2 * LANES, term);
        int s = w.scaleAt(row + 3 * LANES, term);
        int groups = terms / BytePanels.COLUMNS;
        PanelScales.proportional(w.data, p, q, r, s, HALVES, groups, scratch.scales());
    }
}
