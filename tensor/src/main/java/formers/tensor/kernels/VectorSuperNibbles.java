package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;

/// [SuperNibbles] on the Vector API.
record VectorSuperNibbles(SuperNibbles w) implements VectorNibbles {

    @Override
    public void prepare(int p, int q, int term, int blocks, NibbleRoom room) {
        int lane = p % NibblePanels.TALL;
        NibbleProducts.superScales(w.data, w.run(p, term), lane, room.scales(), room.offsets(), 0);
        lane = q % NibblePanels.TALL;
        NibbleProducts.superScales(w.data, w.run(q, term), lane, room.scales(), room.offsets(), 2 * LANES);
    }

    @Override
    public void finish(int blocks, NibbleRoom room, int so, QuantizedRows x, int xo, int yp, int yq) {
        NibbleProducts.finish(blocks, room.sums(), so, room.scales(), x.scales(), xo, room.y(), yp, yq);
        NibbleProducts.offsets(room.offsets(), x.totals(), xo, room.y(), yp, yq);
    }
}
