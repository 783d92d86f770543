package formers.tensor.kernels;

/// A matrix of floats.
///
/// @param transposed stored by columns instead of by rows, `ldb` apart
record StoredOperand(boolean transposed, float[] b, int bo, int ldb) implements RightOperand {

    @Override
    public void pack(ColumnPanels panels, int from, int to, int column, int term, int terms, float[] packed, int at) {
        int start = bo + (transposed ? column * ldb + term : term * ldb + column);
        panels.pack(from, to, transposed, terms, b, start, ldb, packed, at);
    }
}
