package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// [SuperNibbles] on the Vector API.
record VectorSuperNibbles(SuperNibbles w) implements VectorNibbles {

    @Override
    public void prepare(int p, int q, int term, int blocks, NibbleRoom room) {
        superScales(p, term, room, 0);
        superScales(q, term, room, 2 * LANES);
    }

    private void superScales(int row, int term, NibbleRoom room, int to) {
        int run = w.run(row, term);
        int first = row % NibblePanels.TALL;
        int second = first + PackedPanels.ROWS;
        NibbleProducts.superScales(w.data, run, first, room.scales(), room.offsets(), to);
        NibbleProducts.superScales(w.data, run, second, room.scales(), room.offsets(), to + LANES);
    }

    @Override
    public void finish(int blocks, NibbleRoom room, int so, QuantizedRows x, int xo, int yp, int yq) {
        NibbleProducts.finish(blocks, room.sums(), so, room.scales(), x.scales(), xo, room.y(), yp, yq);
        NibbleProducts.offsets(room.offsets(), x.totals(), xo, room.y(), yp, yq);
    }
}
