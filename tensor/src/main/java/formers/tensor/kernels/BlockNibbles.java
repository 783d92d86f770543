package formers.tensor.kernels;

/// `scale · (code − 8)` with a half-precision scale for each row of a block of 32 columns.
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 64 | scales of the 32 rows, block by block |
/// | n · 8 · 64 | codes, four columns at a time |
public final class BlockNibbles extends NibblePanels {

    /// Bytes of the scales of a block.
    static final int SCALES = 2 * TALL;

    private static final int BYTES = 2 + COLUMNS / 2;

    public BlockNibbles(int rows, int columns) {
        super(rows, columns, COLUMNS, SCALES + CODES);
    }

    /// A block is a scale and 16 bytes of codes: columns 0 to 15 in the low bits, 16 to 31 in the high ones.
    @Override
    public void setPanel(int row, byte[] from, int rowBytes) {
        for (int column = 0, at = 0; column < columns(); column += COLUMNS, at += BYTES) {
            setBlock(row, column, from, at, rowBytes);
        }
    }

    /// In a method of its own, which is called so often that it is compiled before the first panels are full.
    private void setBlock(int row, int column, byte[] from, int at, int rowBytes) {
        int scales = scaleAt(row, column);
        putScales(scales, from, at, rowBytes);
        putScales(scales + HALVES, from, at + ROWS * rowBytes, rowBytes);
        int to = laneAt(row, column);
        for (int i = 0; i < ROWS; i++) {
            int first = at + 2 + i * rowBytes;
            int second = first + ROWS * rowBytes;
            turn(from, first, second, to + 4 * i, CODES / 2);
            turn(from, first + 8, second + 8, to + 4 * i + 2 * GROUP, CODES / 2);
        }
    }

    @Override
    int headBytes(int column) {
        return blocks(column) * SCALES;
    }

    /// Where the scale of a row is; that of row `16 + i` of a panel is 32 bytes behind that of row `i`.
    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * SCALES + 2 * (row % TALL);
    }

    @Override
    float scale(int row, int column) {
        return half(scaleAt(row, column));
    }

    @Override
    float offset(int row, int column) {
        return 0;
    }

    @Override
    float value(int row, int column) {
        return scale(row, column) * (code(row, column) - ZERO);
    }
}
