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

    private static final int BYTES = 2 + COLUMNS;

    public BytePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, HALVES + COLUMNS * ROWS);
    }

    /// Puts the codes of a row into a block, those of 32 columns from `codes[from]` on.
    public void set(int row, int block, short scale, byte[] codes, int from) {
        put(scaleAt(row, block * COLUMNS), scale);
        putCodes(COLUMNS, codes, from, codeAt(row, block * COLUMNS));
    }

    /// Puts all blocks of a panel's rows: for each row and block a half-precision scale and 32 codes.
    ///
    /// @param row  the panel's first
    /// @param from rows `rowBytes` apart
    public void setPanel(int row, byte[] from, int rowBytes) {
        for (int column = 0, at = 0; column < columns(); column += COLUMNS, at += BYTES) {
            setBlock(row, column, from, at, rowBytes);
        }
    }

    /// In a method of its own, which is called so often that it is compiled before the first panels are full.
    private void setBlock(int row, int column, byte[] from, int at, int rowBytes) {
        putScales(scaleAt(row, column), from, at, rowBytes);
        for (int code = 0; code < COLUMNS; code += CodeSquares.SIDE) {
            for (int lane = 0; lane < ROWS; lane += CodeSquares.SIDE) {
                turn(from, at + 2 + code + lane * rowBytes, rowBytes, codeAt(row, column + code) + lane);
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
