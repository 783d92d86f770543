package formers.tensor.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Rows of a weight matrix in a compact format, laid out as products read them; once filled they never
/// change.
///
/// They lie in panels of 16 (with four bits a code, 32), so that a vector holds one column of a panel and
/// scales of its rows lie side by side: no sum across lanes is left to do. A panel is a sequence of runs of
/// [#TERMS] columns, the last one shorter; in a run come first all scales, then all codes, so that each is
/// read in one go and memory in one direction. Rows that fill up the last panel are zero.
public abstract sealed class PackedPanels
        permits BytePanels, HalfPanels, NibblePanels, OffsetBytePanels, QuadPanels, SuperPanels {

    public static final int ROWS = 16;

    /// Columns of a run; as many as a product sums before it adds to what it has.
    static final int TERMS = TiledProduct.TERMS;

    /// Bytes of half-precision numbers of all rows.
    static final int HALVES = 2 * ROWS;

    /// Vectors may read beyond their last element.
    static final int SLACK = 64;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    byte[] data;
    private int start;
    private final int size;
    private final int rows;
    private final int columns;
    private final int panelRows;
    private final int blockColumns;
    private final int panelBytes;
    private final int runBytes;

    /// Panels of 16 rows.
    PackedPanels(int rows, int columns, int blockColumns, int blockBytes) {
        this(rows, columns, ROWS, blockColumns, blockBytes);
    }

    /// Panels that have no memory yet.
    ///
    /// @param blockColumns columns of a block, of which rows are made
    /// @param blockBytes   bytes that a block of all rows of a panel takes
    PackedPanels(int rows, int columns, int panelRows, int blockColumns, int blockBytes) {
        if (columns % blockColumns != 0) {
            throw new IllegalArgumentException(
                    "rows of this format have a multiple of %d elements, found %d".formatted(blockColumns, columns));
        }
        this.rows = rows;
        this.columns = columns;
        this.panelRows = panelRows;
        this.blockColumns = blockColumns;
        panelBytes = columns / blockColumns * blockBytes;
        runBytes = TERMS / blockColumns * blockBytes;
        size = Math.toIntExact((long) panels() * panelBytes + SLACK);
    }

    /// Takes memory of its own. Before it has some there is nothing to fill.
    public final void allocate() {
        place(new byte[size], 0);
    }

    /// Takes [#bytes] bytes of some memory, all zero.
    public final void place(byte[] memory, int first) {
        data = memory;
        start = first;
    }

    public final int rows() {
        return rows;
    }

    /// Elements of a row.
    public final int columns() {
        return columns;
    }

    /// Rows of a panel.
    public final int panelRows() {
        return panelRows;
    }

    final int panels() {
        return Math.ceilDiv(rows, panelRows);
    }

    /// Where the run with this column begins in the panel with this row; past the last row it is the last
    /// panel.
    final int run(int row, int column) {
        return start + Math.min(row / panelRows, panels() - 1) * panelBytes + column / TERMS * runBytes;
    }

    /// Blocks of the run with this column.
    final int blocks(int column) {
        return Math.min(TERMS, columns - column / TERMS * TERMS) / blockColumns;
    }

    /// Bytes of memory that they take.
    public final long bytes() {
        return size;
    }

    /// Puts `count` values of a row, from `column` on, into `to`.
    public final void decode(int row, int column, int count, float[] to, int at) {
        for (int i = 0; i < count; i++) {
            to[at + i] = value(row, column + i);
        }
    }

    abstract float value(int row, int column);

    /// Puts codes of 16 rows side by side, column by column.
    ///
    /// @param columns a multiple of eight
    /// @param from    rows `rowBytes` apart
    final void putCodes(int columns, byte[] from, int first, int rowBytes, int to) {
        for (int lane = 0; lane < ROWS; lane += CodeSquares.SIDE) {
            CodeSquares.turn(columns, from, first + lane * rowBytes, rowBytes, data, to + lane);
        }
    }

    /// Puts a half-precision number of each of 16 rows.
    final void putHalves(short[] numbers, int to) {
        for (int lane = 0; lane < ROWS; lane++) {
            put(to + 2 * lane, numbers[lane]);
        }
    }

    /// Puts half-precision numbers of 16 rows side by side, block by block.
    ///
    /// @param from  rows `rowBytes` apart
    /// @param first where the first row's first number is; that of the next block is `blockBytes` behind it
    /// @param to    where it goes; that of the next block `apart` bytes behind it
    final void putScales(int blocks, byte[] from, int first, int rowBytes, int blockBytes, int to, int apart) {
        for (int lane = 0; lane < ROWS; lane++) {
            putScales(blocks, from, first + lane * rowBytes, blockBytes, to + 2 * lane, apart);
        }
    }

    private void putScales(int blocks, byte[] from, int first, int blockBytes, int to, int apart) {
        for (int block = 0; block < blocks; block++) {
            put(to + block * apart, (short) SHORT.get(from, first + block * blockBytes));
        }
    }

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
