package formers.tensor.kernels;

/// `scale · (code − 8)` with four bits for each code, and a half-precision scale for each row of a block of
/// 32 columns.
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 32 | scales of the 16 rows, block by block |
/// | n · 16 · 16 | codes of columns 0 and 16 n, 1 and 16 n + 1, …, the first in the low bits |
public final class NibblePanels extends PackedPanels {

    static final int COLUMNS = 32;
    static final int PAIRS = COLUMNS / 2;

    /// What codes are above the numbers they stand for.
    static final int ZERO = 8;

    public NibblePanels(int rows, int columns) {
        super(rows, columns, COLUMNS, HALVES + PAIRS * ROWS);
    }

    /// Puts the codes of a row into a block, from `codes[from]` on: of columns 0 to 15 in the low bits, of
    /// columns 16 to 31 in the high ones.
    public void set(int row, int block, short scale, byte[] codes, int from) {
        put(scaleAt(row, block * COLUMNS), scale);
        for (int j = 0; j < COLUMNS; j++) {
            int column = block * COLUMNS + j;
            int code = codes[from + j % PAIRS] >> 4 * (j / PAIRS) & 15;
            int shift = shift(column);
            int at = pairAt(row, column);
            data[at] = (byte) (data[at] & ~(15 << shift) | code << shift);
        }
    }

    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * HALVES + 2 * (row % ROWS);
    }

    /// Where the byte with a column's code is. The first half of a run's columns share theirs with the
    /// other half.
    int pairAt(int row, int column) {
        int blocks = blocks(column);
        return run(row, column) + blocks * HALVES + column % TERMS % (blocks * PAIRS) * ROWS + row % ROWS;
    }

    private int shift(int column) {
        return column % TERMS < blocks(column) * PAIRS ? 0 : 4;
    }

    @Override
    float value(int row, int column) {
        return half(scaleAt(row, column)) * ((data[pairAt(row, column)] >> shift(column) & 15) - ZERO);
    }
}
