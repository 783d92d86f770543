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
        for (int column = 0, at = 0; column < columns(); column += TERMS, at += TERMS / COLUMNS * BYTES) {
            int blocks = blocks(column);
            int scales = scaleAt(row, column);
            putScales(blocks, from, at, rowBytes, BYTES, scales, SCALES);
            putScales(blocks, from, at + ROWS * rowBytes, rowBytes, BYTES, scales + HALVES, SCALES);
            int to = laneAt(row, column);
            for (int i = 0; i < ROWS; i++) {
                int first = at + 2 + i * rowBytes;
                putTwo(blocks, from, first, first + ROWS * rowBytes, to + 4 * i);
            }
        }
    }

    /// Codes of two rows 16 apart. All indices are the loop's variable times a constant, and something; so they are
    /// checked once, before the loop.
    private void putTwo(int blocks, byte[] from, int first, int second, int to) {
        for (int block = 0; block < blocks; block++) {
            int at = block * BYTES;
            int codes = to + block * CODES;
            turn(from, first + at, second + at, codes, CODES / 2);
            turn(from, first + at + 8, second + at + 8, codes + 2 * GROUP, CODES / 2);
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
