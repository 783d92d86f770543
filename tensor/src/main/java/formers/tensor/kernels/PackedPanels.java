package formers.tensor.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Rows of a weight matrix in a compact format, laid out as products read them; once filled they never
/// change.
///
/// They lie in panels of 16, so that a vector holds one column of a panel and scales of 16 rows lie side by
/// side:
/// no sum across lanes is left to do. A panel is a sequence of blocks of columns; what lies in a block is up
/// to the
/// kind of panel. Rows that fill up the last panel are zero.
public abstract sealed class PackedPanels permits BytePanels, HalfPanels, NibblePanels, OffsetBytePanels, SuperPanels {

    static final int ROWS = 16;

    /// Vectors may read beyond their last element.
    private static final int SLACK = 64;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] data;
    final int blocks;
    final int blockBytes;
    private final int rows;
    private final int columns;
    private final int blockColumns;

    /// Room for panels.
    ///
    /// @param blockColumns columns of a block
    /// @param blockBytes   bytes of a block of 16 rows
    PackedPanels(int rows, int columns, int blockColumns, int blockBytes) {
        if (columns % blockColumns != 0) {
            throw new IllegalArgumentException(
                    "rows of this format have a multiple of %d elements, found %d".formatted(blockColumns, columns));
        }
        this.rows = rows;
        this.columns = columns;
        this.blockColumns = blockColumns;
        this.blockBytes = blockBytes;
        blocks = columns / blockColumns;
        data = new byte[Math.toIntExact((long) panels() * blocks * blockBytes + SLACK)];
    }

    public final int rows() {
        return rows;
    }

    /// Elements of a row.
    public final int columns() {
        return columns;
    }

    final int panels() {
        return Math.ceilDiv(rows, ROWS);
    }

    final int panelBytes() {
        return blocks * blockBytes;
    }

    /// Where a block of a panel begins.
    final int at(int panel, int block) {
        return (panel * blocks + block) * blockBytes;
    }

    /// Bytes of memory that they take.
    public final long bytes() {
        return data.length;
    }

    /// Puts `count` values of a row, from `column` on, into `to`.
    public final void decode(int row, int column, int count, float[] to, int at) {
        for (int i = 0; i < count; i++) {
            int block = (column + i) / blockColumns;
            to[at + i] = value(at(row / ROWS, block), row % ROWS, (column + i) % blockColumns);
        }
    }

    /// The value of a row of a panel, in the block that begins at `block`.
    abstract float value(int block, int lane, int column);

    /// The half-precision number at `at`.
    final float half(int at) {
        return Float.float16ToFloat(bits(at));
    }

    final short bits(int at) {
        return (short) SHORT.get(data, at);
    }

    final void put(int at, short bits) {
        SHORT.set(data, at, bits);
    }
}
