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
        int[] starts = scratch.starts();
        for (int i = 0; i < starts.length; i++) {
            starts[i] = w.scaleAt(row + i * LANES, term);
        }
        PanelScales.proportional(w.data, starts, HALVES, terms / BytePanels.COLUMNS, scratch.scales());
    }
}
