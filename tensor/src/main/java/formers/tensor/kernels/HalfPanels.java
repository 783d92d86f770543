package formers.tensor.kernels;

/// 16-bit floating-point numbers, column by column.
public final class HalfPanels extends PackedPanels {

    static final int BYTES = 2 * ROWS;

    private final boolean brain;

    /// @param brain whether they are BF16, otherwise F16; infinities and NaN have no place in weights, and
    ///              vectors read
    ///              those of F16 as the numbers from 2¹⁶ up
    public HalfPanels(int rows, int columns, boolean brain) {
        super(rows, columns, 1, BYTES);
        this.brain = brain;
    }

    boolean brain() {
        return brain;
    }

    /// Fills a row with little-endian numbers.
    public void set(int row, byte[] from) {
        int to = at(row / ROWS, 0) + 2 * (row % ROWS);
        for (int i = 0; i < from.length; i += 2, to += BYTES) {
            data[to] = from[i];
            data[to + 1] = from[i + 1];
        }
    }

    @Override
    float value(int block, int lane, int column) {
        return brain ? Float.intBitsToFloat(bits(block + 2 * lane) << 16) : half(block + 2 * lane);
    }
}
