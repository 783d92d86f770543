package formers.tensor.kernels;

/// Keys or values of one sequence as they are kept while it is written, row by row: as floats, or as less
/// than that, to be read in less time.
public sealed interface StoredRows permits FloatRows, HalfRows, ByteRows {

    /// Rows there is room for.
    int capacity();

    /// Makes room for `rows` in all, at least as many as there are.
    void grow(int rows);

    /// Stores rows that lie `stride` apart in an array.
    void write(int row, int count, float[] from, int at, int stride);

    /// Rows `from..from+count-1` in place of those from `to` on, where `to` is less.
    void move(int from, int to, int count);

    /// As [HeadRows#read].
    Heads read(int from, int count, int first, int heads, int width, float[] scratch);

    /// The first `rows` of these, with room for no more.
    StoredRows copy(int rows);

    /// Bytes held.
    long bytes();
}
