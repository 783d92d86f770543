package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// The transpose of packed weights, made into numbers panel by panel.
record PackedOperand(PackedPanels w) implements RightOperand {

    @Override
    public void pack(ColumnPanels panels, int panel, int column, int term, int terms, float[] packed, int at) {
        int row = column + panels.column(panel);
        int to = at + panels.start(panel, terms);
        int width = panels.vectors(panel) * LANES;
        var vectors = VectorPanels.of(w);
        int end = w.panels() * PackedPanels.ROWS;
        for (int i = 0; i < width; i += LANES) {
            if (row + i < end) {
                vectors.unpack(row + i, term, terms, packed, to + i, width);
            }
        }
    }
}
