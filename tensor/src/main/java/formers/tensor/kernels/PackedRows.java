package formers.tensor.kernels;

/// Rows of a weight matrix in a compact format, laid out as products read them. They never change.
public sealed interface PackedRows permits PackedPanels, HalfRows {

    int rows();

    /// Elements of a row.
    int columns();

    /// Bytes of memory or of a mapped file that they take.
    long bytes();

    /// The values of a row from `column` on.
    void decode(int row, int column, int count, float[] to, int at);
}
