package formers.tensor.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Rows of codes of four bits, with a scale and an offset for each row of a block of 32 columns. Panels of 32
/// rows, for products in 16-bit lanes: row `i` is in lane `2 i`, row `16 + i` beside it, so that the halves of a
/// 32-bit lane belong to rows 16 apart. A lane has the codes of four columns, the first in the low bits.
public abstract sealed class NibblePanels extends PackedPanels permits BlockNibbles, SuperNibbles {

    static final int COLUMNS = 32;

    /// Rows of a panel.
    static final int TALL = 2 * ROWS;

    /// Columns whose codes share a lane.
    static final int SHARED = 4;

    /// Bytes of the codes of those columns.
    static final int GROUP = 2 * TALL;

    /// Bytes of the codes of a block.
    static final int CODES = COLUMNS / SHARED * GROUP;

    /// The code from which products count.
    static final int ZERO = 8;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    // Every other four, eight and sixteen bits.
    private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final long PAIRS = 0x00FF00FF00FF00FFL;
    private static final long FOURS = 0x0000FFFF0000FFFFL;

    NibblePanels(int rows, int columns, int blockColumns, int blockBytes) {
        super(rows, columns, TALL, blockColumns, blockBytes);
    }

    /// Puts all blocks of a panel's rows.
    ///
    /// @param row  the panel's first
    /// @param from rows as ggml has them, `rowBytes` apart
    public abstract void setPanel(int row, byte[] from, int rowBytes);

    /// What a code counts, from one to the next.
    abstract float scale(int row, int column);

    /// What a code of 8 stands for.
    abstract float offset(int row, int column);

    /// Bytes of the run with this column that come before the codes.
    abstract int headBytes(int column);

    /// Puts eight bytes of codes of two rows 16 apart into two lanes side by side: what the low bits hold from `to`
    /// on, the rest `further` bytes behind it.
    final void turn(byte[] from, int first, int second, int to, int further) {
        long a = CodeSquares.load(from, first);
        long b = CodeSquares.load(from, second);
        two(squeezed(a) | squeezed(b) << 16, to);
        two(squeezed(a >>> 4) | squeezed(b >>> 4) << 16, to + further);
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

    /// Blocks of 32 columns of the run with this column.
    final int blocksOf(int column) {
        return Math.min(TERMS, columns() - column / TERMS * TERMS) / COLUMNS;
    }

    /// Where the lane with a column's code begins.
    final int laneAt(int row, int column) {
        int lane = 2 * (row % ROWS) + row % TALL / ROWS;
        return run(row, column) + headBytes(column) + column % TERMS / SHARED * GROUP + 2 * lane;
    }

    /// A lane's code of a column, and above it those of the columns behind.
    final int shifted(int row, int column) {
        return (bits(laneAt(row, column)) & 0xFFFF) >> 4 * (column % SHARED);
    }

    final int code(int row, int column) {
        return shifted(row, column) & 15;
    }
}
