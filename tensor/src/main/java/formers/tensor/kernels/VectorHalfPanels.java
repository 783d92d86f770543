package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// [HalfPanels] on the Vector API.
record VectorHalfPanels(HalfPanels w) implements VectorPanels {

    private static final HalfProducts HALF =
            new HalfProducts(PanelVectors.HALF_SHIFT, PanelVectors.HALF_MASK, PanelVectors.HALF_FACTOR);
    private static final HalfProducts BRAIN = new HalfProducts(16, -1, 1);

    private HalfProducts products() {
        return w.brain() ? BRAIN : HALF;
    }

    @Override
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        // Numbers have no scales.
    }

    private int at(int row, int i, int term) {
        return w.at(row + i * LANES, term);
    }

    @Override
    public void one(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int p = at(row, 0, term);
        int q = at(row, 1, term);
        int r = at(row, 2, term);
        int s = at(row, 3, term);
        products().one(w.data, p, q, r, s, terms, x, xo, scratch.sums());
    }

    @Override
    public void four(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        for (int i = 0; i < VECTORS; i += 2) {
            int p = at(row, i, term);
            int q = at(row, i + 1, term);
            products().four(w.data, p, q, terms, x, xo, scratch.sums(), i * LANES);
        }
    }

    @Override
    public void unpack(int row, int vector, int term, int terms, float[] to, int at, int width, PanelScratch scratch) {
        products().unpack(w.data, at(row, vector, term), terms, to, at, width);
    }
}
