package formers.tensor.kernels;

/// What differs between kinds of [NibblePanels] in a product: how the scales of two vectors of rows are
/// prepared, and what is added to a row's result.
sealed interface VectorNibbles permits VectorBlockNibbles, VectorSuperNibbles {

    static VectorNibbles of(NibblePanels w) {
        return switch (w) {
            case BlockNibbles panels -> new VectorBlockNibbles(panels);
            case SuperNibbles panels -> new VectorSuperNibbles(panels);
        };
    }

    /// Makes floats of the scales of a run.
    ///
    /// @param p the row in the first lane of one vector; the upper halves of its lanes are 16 rows behind it
    /// @param q that of the other vector
    void prepare(int p, int q, int term, int blocks, NibbleRoom room);

    /// Adds what a run gives to a row's results.
    ///
    /// @param so where the row's sums begin
    /// @param xo where the scales of the row's blocks begin
    /// @param yp where the results of the first vector are, those of the upper halves 16 behind them
    /// @param yq those of the other vector
    void finish(int blocks, NibbleRoom room, int so, QuantizedRows x, int xo, int yp, int yq);
}
