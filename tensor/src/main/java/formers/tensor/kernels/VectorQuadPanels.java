package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.HALVES;
import static formers.tensor.kernels.QuadPanels.COLUMNS;
import static formers.tensor.kernels.RegisterTiles.LANES;

/// [QuadPanels] on vectors of eight lanes.
record VectorQuadPanels(QuadPanels w) implements VectorPanels {

    @Override
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        for (int i = 0; i < VECTORS; i++) {
            int from = w.scaleAt(row + i * LANES, term);
            PanelScales.each(
                    w.data, from, HALVES, QuadProducts.SCALE_FACTOR, terms / COLUMNS, scratch.scales(), i * 2 * LANES);
        }
    }

    @Override
    public void one(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int p = codes(row, 0, term);
        int q = codes(row, 1, term);
        int r = codes(row, 2, term);
        int s = codes(row, 3, term);
        QuadProducts.one(w.data, p, q, r, s, terms / COLUMNS, scratch.scales(), x, xo, scratch.sums());
    }

    @Override
    public void four(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        for (int i = 0; i < VECTORS; i += 2) {
            int p = codes(row, i, term);
            int q = codes(row, i + 1, term);
            int scale = i * 2 * LANES;
            QuadProducts.twoByFour(
                    w.data, p, q, terms / COLUMNS, scratch.scales(), scale, x, xo, scratch.sums(), i * LANES);
        }
    }

    @Override
    public void unpack(int row, int vector, int term, int terms, float[] to, int at, int width, PanelScratch scratch) {
        int codes = codes(row, vector, term);
        QuadProducts.unpack(w.data, codes, terms / COLUMNS, scratch.scales(), vector * 2 * LANES, to, at, width);
    }

    private int codes(int row, int vector, int term) {
        return w.codeAt(row + vector * LANES, term);
    }
}
