package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.HALVES;
import static formers.tensor.kernels.RegisterTiles.LANES;

import java.util.Arrays;

/// [NibblePanels] on the Vector API.
record VectorNibblePanels(NibblePanels w) implements VectorPanels {

    @Override
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        int p = w.scaleAt(row, term);
        int q = w.scaleAt(row + LANES, term);
        int r = w.scaleAt(row + 2 * LANES, term);
        int s = w.scaleAt(row + 3 * LANES, term);
        int blocks = terms / NibblePanels.COLUMNS;
        PanelScales.proportional(w.data, p, q, r, s, HALVES, blocks, -NibblePanels.ZERO, scratch.scales());
    }

    @Override
    public void one(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int halves = terms / NibblePanels.COLUMNS;
        int p = w.pairAt(row, term);
        int q = w.pairAt(row + LANES, term);
        int r = w.pairAt(row + 2 * LANES, term);
        int s = w.pairAt(row + 3 * LANES, term);
        Arrays.fill(scratch.sums(), 0, STEP, 0);
        NibbleProducts.oneLow(w.data, p, q, r, s, halves, scratch.scales(), x, xo, scratch.sums());
        NibbleProducts.oneHigh(w.data, p, q, r, s, halves, scratch.scales(), x, xo + terms / 2, scratch.sums());
    }

    @Override
    public void four(int row, int term, int terms, float[] x, int xo, PanelScratch scratch) {
        int halves = terms / NibblePanels.COLUMNS;
        int others = xo + terms / 2 * FOUR;
        float[] scales = scratch.scales();
        float[] sums = scratch.sums();
        Arrays.fill(sums, 0, FOUR * STEP, 0);
        for (int i = 0; i < VECTORS; i += 2) {
            int p = w.pairAt(row + i * LANES, term);
            int q = w.pairAt(row + (i + 1) * LANES, term);
            NibbleProducts.fourLow(w.data, p, q, halves, scales, i * 2 * LANES, x, xo, sums, i * LANES);
            NibbleProducts.fourHigh(w.data, p, q, halves, scales, i * 2 * LANES, x, others, sums, i * LANES);
        }
    }

    @Override
    public void unpack(int row, int vector, int term, int terms, float[] to, int at, int width, PanelScratch scratch) {
        int codes = w.pairAt(row + vector * LANES, term);
        int halves = terms / NibblePanels.COLUMNS;
        NibbleProducts.unpack(w.data, codes, halves, scratch.scales(), vector * 2 * LANES, to, at, width);
    }
}
