package formers.tensor.kernels;

/// [BlockNibbles] on the Vector API.
record VectorBlockNibbles(BlockNibbles w) implements VectorNibbles {

    @Override
    public void prepare(int p, int q, int term, int blocks, NibbleRoom room) {
        NibbleProducts.scales(w.data, w.scaleAt(p, term), w.scaleAt(q, term), blocks, room.scales());
    }

    @Override
    public void finish(int blocks, NibbleRoom room, int so, QuantizedRows x, int xo, int yp, int yq) {
        NibbleProducts.finish(blocks, room.sums(), so, room.scales(), x.scales(), xo, room.y(), yp, yq);
    }
}
