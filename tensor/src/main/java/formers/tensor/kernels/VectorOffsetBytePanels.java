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
        int[] starts = scratch.starts();
        for (int i = 0; i < starts.length; i++) {
            starts[i] = w.scaleAt(row + i * LANES, term);
        }
        int groups = terms / OffsetBytePanels.COLUMNS;
        PanelScales.each(w.data, starts, 0, 2 * HALVES, groups, scratch.scales(), 0);
        PanelScales.each(w.data, starts, HALVES, 2 * HALVES, groups, scratch.scales(), LANES);
    }
}
