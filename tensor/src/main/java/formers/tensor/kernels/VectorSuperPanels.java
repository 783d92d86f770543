package formers.tensor.kernels;

import static formers.tensor.kernels.PackedPanels.ROWS;
import static formers.tensor.kernels.RegisterTiles.LANES;

/// [SuperPanels] on the Vector API.
record VectorSuperPanels(SuperPanels w) implements VectorCodes {

    @Override
    public int columns() {
        return SuperPanels.GROUP;
    }

    @Override
    public byte[] data() {
        return w.data;
    }

    @Override
    public int codes(int row, int i, int term) {
        int of = row + i * LANES;
        return w.run(of, term) + w.codes + of % ROWS;
    }

    @Override
    public boolean hasOffsets() {
        return w.steps;
    }

    @Override
    public void prepare(int row, int term, int terms, PanelScratch scratch) {
        int groups = terms / SuperPanels.GROUP;
        for (int i = 0; i < VECTORS; i++) {
            int run = w.run(row + i * LANES, term);
            int lane = (row + i * LANES) % ROWS;
            int to = i * 2 * LANES;
            PanelScales.scaled(w.data, run + 2 * lane, run + SuperPanels.S + lane, groups, scratch.scales(), to);
            if (w.steps) {
                int steps = run + SuperPanels.STEPS + 2 * lane;
                PanelScales.taken(w.data, steps, run + SuperPanels.M + lane, groups, scratch.scales(), to + LANES);
            } else {
                PanelScales.none(groups, scratch.scales(), to + LANES);
            }
        }
    }
}
