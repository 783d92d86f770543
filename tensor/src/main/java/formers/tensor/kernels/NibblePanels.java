package formers.tensor.kernels;

/// `scale · (code − 8)` with four bits for each code, and a half-precision scale for each row of a block of
/// 32 columns.
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 32 | scales of the 16 rows, block by block |
/// | n · 16 · 16 | codes of a block's columns 0 and 16, 1 and 17, …, the first in the low bits |
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
        putCodes(PAIRS, codes, from, pairAt(row, block * COLUMNS));
    }

    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * HALVES + 2 * (row % ROWS);
    }

    int pairAt(int row, int column) {
        int pair = column % TERMS / COLUMNS * PAIRS + column % PAIRS;
        return run(row, column) + blocks(column) * HALVES + pair * ROWS + row % ROWS;
    }

    @Override
    float value(int row, int column) {
        int pair = data[pairAt(row, column)];
        return half(scaleAt(row, column)) * ((column % COLUMNS < PAIRS ? pair & 15 : pair >> 4 & 15) - ZERO);
    }
}
