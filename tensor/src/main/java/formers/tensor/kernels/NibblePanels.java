package formers.tensor.kernels;

/// `scale · (code − 8)` with four bits for each code, and a half-precision scale for each row of a block of 32
/// columns.
///
/// | bytes | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 16 · 16 | codes of columns 0 and 16, 1 and 17, …, the first in the low bits |
public final class NibblePanels extends PackedPanels {

    static final int COLUMNS = 32;
    static final int CODES = 2 * ROWS;
    static final int PAIRS = COLUMNS / 2;
    static final int BYTES = CODES + PAIRS * ROWS;

    /// What codes are above the numbers they stand for.
    static final int ZERO = 8;

    public NibblePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, BYTES);
    }

    /// Puts the codes of a row into a block, from `codes[from]` on: of columns 0 to 15 in the low bits, of columns 16
    /// to 31 in the high ones.
    public void set(int row, int block, short scale, byte[] codes, int from) {
        int at = at(row / ROWS, block);
        int lane = row % ROWS;
        put(at + 2 * lane, scale);
        for (int j = 0, to = at + CODES + lane; j < PAIRS; j++, to += ROWS) {
            data[to] = codes[from + j];
        }
    }

    @Override
    float value(int block, int lane, int column) {
        int pair = data[block + CODES + column % PAIRS * ROWS + lane];
        return half(block + 2 * lane) * ((column < PAIRS ? pair & 15 : pair >> 4 & 15) - ZERO);
    }
}
