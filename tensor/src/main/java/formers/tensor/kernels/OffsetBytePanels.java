package formers.tensor.kernels;

/// `scale · code + offset` with a signed byte for each code, and a half-precision scale and offset for each
/// row of a block of 32 columns.
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 64 | scales of the 16 rows, then offsets, block by block |
/// | n · 32 · 16 | codes, column by column |
public final class OffsetBytePanels extends PackedPanels {

    static final int COLUMNS = 32;

    public OffsetBytePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, 2 * HALVES + COLUMNS * ROWS);
    }

    /// Puts a block of a panel's rows.
    ///
    /// @param row     the panel's first
    /// @param scales  for each row
    /// @param offsets for each row
    /// @param codes   row after row
    public void set(int row, int block, short[] scales, short[] offsets, byte[] codes) {
        int at = scaleAt(row, block * COLUMNS);
        putHalves(scales, at);
        putHalves(offsets, at + HALVES);
        putCodes(COLUMNS, codes, 0, COLUMNS, codeAt(row, block * COLUMNS));
    }

    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * 2 * HALVES + 2 * (row % ROWS);
    }

    int codeAt(int row, int column) {
        return run(row, column) + blocks(column) * 2 * HALVES + column % TERMS * ROWS + row % ROWS;
    }

    @Override
    float value(int row, int column) {
        int scale = scaleAt(row, column);
        return half(scale) * data[codeAt(row, column)] + half(scale + HALVES);
    }
}
