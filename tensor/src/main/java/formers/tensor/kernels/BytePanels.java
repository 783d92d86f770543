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

    /// Puts a block of all rows of a panel: for each a half-precision scale and 32 codes.
    ///
    /// @param row  the panel's first
    /// @param from rows `rowBytes` apart
    /// @param at   where the block begins in the first of them
    public void setPanel(int row, int block, byte[] from, int at, int rowBytes) {
        putScales(scaleAt(row, block * COLUMNS), from, at, rowBytes);
        int to = codeAt(row, block * COLUMNS);
        for (int column = 0; column < COLUMNS; column += CodeSquares.SIDE, to += CodeSquares.SIDE * ROWS) {
            for (int lane = 0, code = at + 2 + column; lane < ROWS; lane += CodeSquares.SIDE) {
                turn(from, code + lane * rowBytes, rowBytes, to + lane);
            }
        }
    }

    private void turn(byte[] from, int at, int rowBytes, int to) {
        CodeSquares.turn(
                CodeSquares.load(from, at),
                CodeSquares.load(from, at + rowBytes),
                CodeSquares.load(from, at + 2 * rowBytes),
                CodeSquares.load(from, at + 3 * rowBytes),
                CodeSquares.load(from, at + 4 * rowBytes),
                CodeSquares.load(from, at + 5 * rowBytes),
                CodeSquares.load(from, at + 6 * rowBytes),
                CodeSquares.load(from, at + 7 * rowBytes),
                data,
                to,
                ROWS);
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
