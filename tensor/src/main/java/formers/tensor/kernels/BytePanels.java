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

    /// Puts a block of a panel's rows.
    ///
    /// @param row    the panel's first
    /// @param scales for each row
    /// @param codes  row after row
    public void set(int row, int block, short[] scales, byte[] codes) {
        putHalves(scales, scaleAt(row, block * COLUMNS));
        putCodes(COLUMNS, codes, 0, COLUMNS, codeAt(row, block * COLUMNS));
    }

    /// Puts all blocks of a panel's rows: for each row and block a half-precision scale and 32 codes.
    ///
    /// @param row  the panel's first
    /// @param from rows `rowBytes` apart
    public void setPanel(int row, byte[] from, int rowBytes) {
        for (int column = 0, at = 0; column < columns(); column += TERMS, at += TERMS / COLUMNS * BYTES) {
            int blocks = blocks(column);
            putScales(blocks, from, at, rowBytes, BYTES, scaleAt(row, column), HALVES);
            for (int lane = 0; lane < ROWS; lane += CodeSquares.SIDE) {
                putEight(blocks, from, at + 2 + lane * rowBytes, rowBytes, codeAt(row, column) + lane);
            }
        }
    }

    /// Codes of eight rows, as [CodeSquares#turn] turns those that lie side by side, but with a scale before each 32.
    /// To call that for each block takes a third longer: indices are checked anew.
    private void putEight(int blocks, byte[] from, int first, int rowBytes, int to) {
        int second = first + rowBytes;
        int third = second + rowBytes;
        int fourth = third + rowBytes;
        int fifth = fourth + rowBytes;
        int sixth = fifth + rowBytes;
        int seventh = sixth + rowBytes;
        int eighth = seventh + rowBytes;
        for (int block = 0; block < blocks; block++) {
            int at = block * BYTES;
            int codes = to + block * COLUMNS * ROWS;
            for (int column = 0; column < COLUMNS; column += CodeSquares.SIDE) {
                CodeSquares.turn(
                        CodeSquares.load(from, first + at + column),
                        CodeSquares.load(from, second + at + column),
                        CodeSquares.load(from, third + at + column),
                        CodeSquares.load(from, fourth + at + column),
                        CodeSquares.load(from, fifth + at + column),
                        CodeSquares.load(from, sixth + at + column),
                        CodeSquares.load(from, seventh + at + column),
                        CodeSquares.load(from, eighth + at + column),
                        data,
                        codes + column * ROWS);
            }
        }
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
