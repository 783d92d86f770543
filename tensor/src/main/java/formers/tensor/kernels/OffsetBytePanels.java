package formers.tensor.kernels;

/// `scale · code + offset` with a signed byte for each code, and a half-precision scale and offset for each row of a
/// block of 32 columns.
///
/// | bytes | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 32 | offsets |
/// | 32 · 16 | codes, column by column |
public final class OffsetBytePanels extends PackedPanels {

    static final int COLUMNS = 32;
    static final int OFFSETS = 2 * ROWS;
    static final int CODES = 4 * ROWS;
    static final int BYTES = CODES + COLUMNS * ROWS;

    public OffsetBytePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, BYTES);
    }

    /// Puts the codes of a row into a block, those of 32 columns from `codes[from]` on.
    public void set(int row, int block, short scale, short offset, byte[] codes, int from) {
        int at = at(row / ROWS, block);
        int lane = row % ROWS;
        put(at + 2 * lane, scale);
        put(at + OFFSETS + 2 * lane, offset);
        for (int j = 0, to = at + CODES + lane; j < COLUMNS; j++, to += ROWS) {
            data[to] = codes[from + j];
        }
    }

    @Override
    float value(int block, int lane, int column) {
        return half(block + 2 * lane) * data[block + CODES + column * ROWS + lane] + half(block + OFFSETS + 2 * lane);
    }
}
