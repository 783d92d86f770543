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

    private static final int BYTES = 2 + PAIRS;
    private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;

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

    /// Puts all blocks of a panel's rows: for each row and block a half-precision scale and 16 bytes of codes.
    ///
    /// @param row  the panel's first
    /// @param from rows `rowBytes` apart
    public void setPanel(int row, byte[] from, int rowBytes) {
        int blocks = columns() / COLUMNS;
        for (int first = 0; first < blocks; first += TERMS / COLUMNS) {
            int count = blocks(first * COLUMNS);
            for (int block = first; block < first + count; block++) {
                if (count % 2 != 0) {
                    setEach(row, block, from, rowBytes);
                    continue;
                }
                putScales(scaleAt(row, block * COLUMNS), from, block * BYTES, rowBytes);
                if (block < first + count / 2) {
                    turn(row, block, from, count / 2 * BYTES, rowBytes);
                }
            }
        }
    }

    /// In a run of an odd number of blocks, bytes are shared by halves of blocks.
    private void setEach(int row, int block, byte[] from, int rowBytes) {
        for (int lane = 0; lane < ROWS; lane++) {
            int at = lane * rowBytes + block * BYTES;
            set(row + lane, block, (short) (from[at] & 0xFF | from[at + 1] << 8), from, at + 2);
        }
    }

    /// Puts the codes of a block into the low bits and those of its partner, `partner` bytes behind it, into the high
    /// ones.
    private void turn(int row, int block, byte[] from, int partner, int rowBytes) {
        int to = pairAt(row, block * COLUMNS);
        for (int lane = 0; lane < ROWS; lane += CodeSquares.SIDE) {
            for (int j = 0; j < PAIRS; j += CodeSquares.SIDE) {
                int at = lane * rowBytes + block * BYTES + 2 + j;
                turn(from, at, partner, 0, rowBytes, to + j * ROWS + lane);
                turn(from, at, partner, 4, rowBytes, to + (PAIRS + j) * ROWS + lane);
            }
        }
    }

    private void turn(byte[] from, int at, int partner, int shift, int rowBytes, int to) {
        CodeSquares.turn(
                codes(from, at, partner, shift),
                codes(from, at + rowBytes, partner, shift),
                codes(from, at + 2 * rowBytes, partner, shift),
                codes(from, at + 3 * rowBytes, partner, shift),
                codes(from, at + 4 * rowBytes, partner, shift),
                codes(from, at + 5 * rowBytes, partner, shift),
                codes(from, at + 6 * rowBytes, partner, shift),
                codes(from, at + 7 * rowBytes, partner, shift),
                data,
                to,
                ROWS);
    }

    /// Eight codes of a block, from bit `shift` of their bytes, with those of its partner above them.
    private static long codes(byte[] from, int at, int partner, int shift) {
        long low = CodeSquares.load(from, at) >>> shift & NIBBLES;
        long high = CodeSquares.load(from, at + partner) >>> shift & NIBBLES;
        return low | high << 4;
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
