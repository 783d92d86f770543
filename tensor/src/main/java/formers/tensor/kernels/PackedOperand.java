package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.VectorPanels.STEP;

/// The transpose of packed weights, made into numbers strip by strip.
record PackedOperand(PackedPanels w) implements RightOperand {

    @Override
    public void pack(ColumnPanels panels, int from, int to, int column, int term, int terms, float[] packed, int at) {
        for (int panel = from; panel < to; panel++) {
            pack(panels, panel, column, term, terms, packed, at);
        }
    }

    private void pack(ColumnPanels panels, int panel, int column, int term, int terms, float[] packed, int at) {
        int row = column + panels.column(panel);
        int to = at + panels.start(panel, terms);
        int width = panels.vectors(panel) * LANES;
        var vectors = VectorPanels.of(w);
        var scratch = PanelScratch.get();
        int end = Math.min(width, w.panels() * PackedPanels.ROWS - row);
        for (int i = 0; i < end; i += LANES) {
            int within = (row + i) % STEP;
            if (i == 0 || within == 0) {
                vectors.prepare(row + i - within, term, terms, scratch);
            }
            vectors.unpack(row + i - within, within / LANES, term, terms, packed, to + i, width, scratch);
        }
    }
}
