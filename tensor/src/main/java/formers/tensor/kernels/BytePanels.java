package formers.tensor.kernels;

/// `scale · code` with a signed byte for each code, and a half-precision scale for each row of a block of 32 columns.
///
/// | bytes | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 32 · 16 | codes, column by column |
public final class BytePanels extends PackedPanels {

    static final int COLUMNS = 32;
    static final int CODES = 2 * ROWS;
    static final int BYTES = CODES + COLUMNS * ROWS;

    public BytePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, BYTES);
    }

    /// Puts the codes of a row into a block, those of 32 columns from `codes[from]` on.
    public void set(int row, int block, short scale, byte[] codes, int from) {
        int at = at(row / ROWS, block);
        int lane = row % ROWS;
        put(at + 2 * lane, scale);
        for (int j = 0, to = at + CODES + lane; j < COLUMNS; j++, to += ROWS) {
            data[to] = codes[from + j];
        }
    }

    @Override
    float value(int block, int lane, int column) {
        return half(block + 2 * lane) * data[block + CODES + column * ROWS + lane];
    }
}
