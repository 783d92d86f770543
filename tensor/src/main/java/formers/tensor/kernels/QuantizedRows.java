package formers.tensor.kernels;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Rows of `x` rounded to bytes, for products that multiply and add in 16-bit lanes: for each block of 32
/// columns a scale, the largest absolute value over 127, and for each column the nearest multiple of it.
///
/// A code is there twice, in both halves of an `int`, for two rows of weights at a time; and less 16 times the
/// one before it, but for the first of each four, modulo 2¹⁶, as [NibbleProducts] wants them. Rows lie side by
/// side run by run, as a product goes through them; those that fill up the last four are zero.
final class QuantizedRows {

    static final int COLUMNS = 32;

    private static final int TERMS = PackedPanels.TERMS;

    /// Blocks of a run.
    static final int BLOCKS = TERMS / COLUMNS;

    /// Rows that products take together.
    static final int FOUR = 4;

    /// The largest code.
    static final int MOST = 127;

    /// Below, a reciprocal could be infinite; such values are as good as zero.
    static final float LEAST = 0x1p-100f;

    /// Elements per piece of work.
    private static final int GRAIN = 1 << 15;

    private static final ThreadLocal<QuantizedRows> ROOM = ThreadLocal.withInitial(QuantizedRows::new);

    private int rows;
    private int[] codes = {};
    private int[] starts = {};
    private float[] scales = {};
    private float[] totals = {};

    private QuantizedRows() {}

    /// How one block is filled.
    @FunctionalInterface
    interface Rounding {
        /// @param at where the block's codes begin
        void round(float[] x, int from, QuantizedRows to, int at);
    }

    /// Rounds `m` rows. They stay until the calling thread rounds others.
    ///
    /// @param columns whole blocks
    static QuantizedRows of(int m, int columns, float[] x, int xo, int ldx, Rounding rounding) {
        var room = ROOM.get();
        room.reserve(m, columns);
        Threads.forRanges(m, Math.max(1, GRAIN / columns), (from, to) -> {
            for (int row = from; row < to; row++) {
                for (int column = 0; column < columns; column += COLUMNS) {
                    rounding.round(x, xo + row * ldx + column, room, room.codeAt(row, column));
                }
            }
        });
        return room;
    }

    /// Missing rows are set to zero, for there may be others of an earlier product.
    private void reserve(int m, int columns) {
        rows = Math.ceilDiv(m, FOUR) * FOUR;
        int size = Math.multiplyExact(rows, Math.ceilDiv(columns, TERMS) * TERMS);
        if (codes.length < size) {
            codes = new int[size];
            starts = new int[size / COLUMNS];
            scales = new float[size / COLUMNS];
            totals = new float[size / COLUMNS];
        }
        for (int row = m; row < rows; row++) {
            for (int column = 0; column < columns; column += COLUMNS) {
                int at = codeAt(row, column);
                Arrays.fill(codes, at, at + COLUMNS, 0);
                setBlock(at, 0, 0);
            }
        }
    }

    /// The definition.
    static void round(float[] x, int from, QuantizedRows to, int at) {
        float largest = 0;
        for (int j = 0; j < COLUMNS; j++) {
            largest = Math.max(largest, Math.abs(x[from + j]));
        }
        float inverse = largest < LEAST ? 0 : MOST / largest;
        int sum = 0;
        int before = 0;
        for (int j = 0; j < COLUMNS; j++) {
            int code = (int) Math.rint(x[from + j] * inverse);
            sum += code;
            to.codes[at + j] = twice(j % NibblePanels.SHARED == 0 ? code : code - 16 * before);
            before = code;
        }
        to.setBlock(at, sum, largest / MOST);
    }

    /// Sets what belongs to a block.
    ///
    /// @param sum of its codes
    void setBlock(int at, int sum, float scale) {
        int block = at / COLUMNS;
        starts[block] = twice(-NibblePanels.ZERO * sum);
        scales[block] = scale;
        totals[block] = scale * sum;
    }

    private static int twice(int code) {
        return code & 0xFFFF | code << 16;
    }

    int[] codes() {
        return codes;
    }

    /// For each block what a sum of products with codes of [NibblePanels] starts from, to be a sum of products
    /// with what they stand for; twice as codes are.
    int[] starts() {
        return starts;
    }

    float[] scales() {
        return scales;
    }

    /// The sum of each block.
    float[] totals() {
        return totals;
    }

    /// Where the code of a column is; those of the next row are [PackedPanels#TERMS] behind it. The block's scale
    /// and start are at a 32nd of it.
    int codeAt(int row, int column) {
        return (column / TERMS * rows + row) * TERMS + column % TERMS;
    }
}
