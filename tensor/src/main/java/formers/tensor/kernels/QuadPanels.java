package formers.tensor.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// `scale · code` as [BytePanels] have it, with the codes of four columns side by side, 32 bits for each row: for
/// vectors of eight lanes, which then load four columns at once ([QuadProducts]).
///
/// | bytes of a run of `n` blocks | |
/// |--:|---|
/// | n · 32 | scales of the 16 rows, block by block |
/// | n · 32 · 16 | codes, four columns of each of the 16 rows in turn |
public final class QuadPanels extends PackedPanels {

    /// Bits of the vectors for which these panels are.
    public static final int VECTOR_BITS = 256;

    static final int COLUMNS = 32;

    private static final int QUAD = 4;
    private static final int BYTES = 2 + COLUMNS;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    public QuadPanels(int rows, int columns) {
        super(rows, columns, COLUMNS, HALVES + COLUMNS * ROWS);
    }

    /// Puts a block of a panel's rows.
    ///
    /// @param row    the panel's first
    /// @param scales for each row
    /// @param codes  row after row
    public void set(int row, int block, short[] scales, byte[] codes) {
        int column = block * COLUMNS;
        putHalves(scales, scaleAt(row, column));
        for (int lane = 0; lane < ROWS; lane++) {
            put(1, codes, lane * COLUMNS, codeAt(row + lane, column));
        }
    }

    /// Puts all blocks of a panel's rows: for each row and block a half-precision scale and 32 codes.
    ///
    /// @param row  the panel's first
    /// @param from rows `rowBytes` apart
    public void setPanel(int row, byte[] from, int rowBytes) {
        for (int column = 0, at = 0; column < columns(); column += TERMS, at += TERMS / COLUMNS * BYTES) {
            int blocks = blocks(column);
            putScales(blocks, from, at, rowBytes, BYTES, scaleAt(row, column), HALVES);
            for (int lane = 0; lane < ROWS; lane++) {
                put(blocks, from, at + 2 + lane * rowBytes, codeAt(row + lane, column));
            }
        }
    }

    /// Codes of one row, with a scale between blocks.
    private void put(int blocks, byte[] from, int first, int to) {
        for (int block = 0; block < blocks; block++) {
            int at = first + block * BYTES;
            int codes = to + block * COLUMNS * ROWS;
            INT.set(data, codes, (int) INT.get(from, at));
            INT.set(data, codes + QUAD * ROWS, (int) INT.get(from, at + QUAD));
            INT.set(data, codes + 2 * QUAD * ROWS, (int) INT.get(from, at + 2 * QUAD));
            INT.set(data, codes + 3 * QUAD * ROWS, (int) INT.get(from, at + 3 * QUAD));
            INT.set(data, codes + 4 * QUAD * ROWS, (int) INT.get(from, at + 4 * QUAD));
            INT.set(data, codes + 5 * QUAD * ROWS, (int) INT.get(from, at + 5 * QUAD));
            INT.set(data, codes + 6 * QUAD * ROWS, (int) INT.get(from, at + 6 * QUAD));
            INT.set(data, codes + 7 * QUAD * ROWS, (int) INT.get(from, at + 7 * QUAD));
        }
    }

    int scaleAt(int row, int column) {
        return run(row, column) + column % TERMS / COLUMNS * HALVES + 2 * (row % ROWS);
    }

    int codeAt(int row, int column) {
        int within = column % TERMS;
        return run(row, column)
                + blocks(column) * HALVES
                + within / QUAD * QUAD * ROWS
                + row % ROWS * QUAD
                + within % QUAD;
    }

    @Override
    float value(int row, int column) {
        return half(scaleAt(row, column)) * data[codeAt(row, column)];
    }
}
