package formers.tensor.kernels;

/// `scale · code` with a signed byte for each code, and a half-precision scale for each row of a block of
/// 32 columns.
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 32 | scales of the 16 rows, block by block |
/// | n · 32 · 16 | codes, column by column |
public final class BytePanels extends PackedPanels {

    static final int COLUMNS = 32;

    public BytePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, HALVES + COLUMNS * ROWS);
    }

    /// Puts the codes of a row into a block, those of 32 columns from `codes[from]` on.
    public void set(int row, int block, short scale, byte[] codes, int from) {
        put(scaleAt(row, block * COLUMNS), scale);
        putCodes(COLUMNS, codes, from, codeAt(row, block * COLUMNS));
    }

    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * HALVES + 2 * (row % ROWS);
    }

    int codeAt(int row, int column) {
        return run(row, column) + blocks(column) * HALVES + column % TERMS * ROWS + row % ROWS;
    }

    @Override
    float value(int row, int column) {
        return half(scaleAt(row, column)) * data[codeAt(row, column)];
    }
}
