package formers.tensor.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// `scale · (code − 8)` with four bits for each code, and a half-precision scale for each row of a block of
/// 32 columns. Panels of 32 rows, for products in 16-bit lanes: row `i` is in lane `2 i`, row `16 + i` beside
/// it, so that the halves of a 32-bit lane belong to rows 16 apart.
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 64 | scales of the 32 rows, block by block |
/// | n · 8 · 64 | codes of four columns in a 16-bit lane, the first in the low bits |
public final class NibblePanels extends PackedPanels {

    static final int COLUMNS = 32;

    /// Rows of a panel.
    static final int TALL = 2 * ROWS;

    /// Columns whose codes share a lane.
    static final int SHARED = 4;

    /// Bytes of the codes of those columns.
    static final int GROUP = 2 * TALL;

    /// Bytes of the scales of a block.
    static final int SCALES = 2 * TALL;

    /// Bytes of the codes of a block.
    static final int CODES = COLUMNS / SHARED * GROUP;

    /// What codes are above the numbers they stand for.
    static final int ZERO = 8;

    private static final int BYTES = 2 + COLUMNS / 2;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    // Every other four, eight and sixteen bits.
    private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long PAIRS = 0x00FF00FF00FF00FFL;
    private static final long FOURS = 0x0000FFFF0000FFFFL;

    public NibblePanels(int rows, int columns) {
        super(rows, columns, TALL, COLUMNS, SCALES + CODES);
    }

    /// Puts the codes of a row into a block, from `codes[from]` on: of columns 0 to 15 in the low bits, of
    /// columns 16 to 31 in the high ones.
    public void set(int row, int block, short scale, byte[] codes, int from) {
        put(scaleAt(row, block * COLUMNS), scale);
        for (int j = 0; j < COLUMNS; j++) {
            int column = block * COLUMNS + j;
            int code = codes[from + j % (COLUMNS / 2)] >> 4 * (j / (COLUMNS / 2)) & 15;
            int at = laneAt(row, column);
            put(at, (short) (bits(at) & ~(15 << shift(column)) | code << shift(column)));
        }
    }

    /// Puts all blocks of a panel's rows: for each row and block a half-precision scale and 16 bytes of codes.
    ///
    /// @param row  the panel's first
    /// @param from rows `rowBytes` apart
    public void setPanel(int row, byte[] from, int rowBytes) {
        for (int column = 0, at = 0; column < columns(); column += COLUMNS, at += BYTES) {
            int scales = scaleAt(row, column);
            putScales(scales, from, at, rowBytes);
            putScales(scales + HALVES, from, at + ROWS * rowBytes, rowBytes);
            int to = laneAt(row, column);
            for (int i = 0; i < ROWS; i++) {
                int first = at + 2 + i * rowBytes;
                int second = first + ROWS * rowBytes;
                turn(from, first, second, to + 4 * i);
                turn(from, first + 8, second + 8, to + 4 * i + 2 * GROUP);
            }
        }
    }

    /// Puts eight bytes of codes of two rows 16 apart into two lanes side by side: what the low bits hold, and
    /// half a block behind it the rest.
    private void turn(byte[] from, int first, int second, int to) {
        long a = CodeSquares.load(from, first);
        long b = CodeSquares.load(from, second);
        two(squeezed(a) | squeezed(b) << 16, to);
        two(squeezed(a >>> 4) | squeezed(b >>> 4) << 16, to + CODES / 2);
    }

    private void two(long groups, int to) {
        INT.set(data, to, (int) groups);
        INT.set(data, to + GROUP, (int) (groups >>> 32));
    }

    /// The low four bits of each byte, those of four bytes side by side in every other 16 bits.
    private static long squeezed(long bytes) {
        long pairs = bytes & NIBBLES;
        pairs = (pairs | pairs >>> 4) & PAIRS;
        return (pairs | pairs >>> 8) & FOURS;
    }

    /// Where the scale of a row is; that of row `16 + i` of a panel is 32 bytes behind that of row `i`.
    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * SCALES + 2 * (row % TALL);
    }

    /// Where the lane with a column's code begins.
    int laneAt(int row, int column) {
        int lane = 2 * (row % ROWS) + row % TALL / ROWS;
        return run(row, column) + blocks(column) * SCALES + column % TERMS / SHARED * GROUP + 2 * lane;
    }

    private static int shift(int column) {
        return 4 * (column % SHARED);
    }

    /// A lane's code of a column, and above it those of the columns behind.
    int shifted(int row, int column) {
        return (bits(laneAt(row, column)) & 0xFFFF) >> shift(column);
    }

    float scale(int row, int column) {
        return half(scaleAt(row, column));
    }

    @Override
    float value(int row, int column) {
        return scale(row, column) * ((shifted(row, column) & 15) - ZERO);
    }
}
