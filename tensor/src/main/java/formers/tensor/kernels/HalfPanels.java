package formers.tensor.kernels;

/// 16-bit floating-point numbers, column by column.
public final class HalfPanels extends PackedPanels {

    static final int BYTES = HALVES;

    private final boolean brain;

    /// @param brain whether they are BF16, otherwise F16; infinities and NaN have no place in weights, and
    ///              vectors read those of F16 as the numbers from 2¹⁶ up
    public HalfPanels(int rows, int columns, boolean brain) {
        super(rows, columns, 1, BYTES);
        this.brain = brain;
    }

    boolean brain() {
        return brain;
    }

    /// Fills a row with little-endian numbers.
    public void set(int row, byte[] from) {
        int to = at(row, 0);
        for (int i = 0; i < from.length; i += 2, to += BYTES) {
            data[to] = from[i];
            data[to + 1] = from[i + 1];
        }
    }

    int at(int row, int column) {
        return run(row, column) + column % TERMS * BYTES + 2 * (row % ROWS);
    }

    @Override
    float value(int row, int column) {
        int at = at(row, column);
        return brain ? Float.intBitsToFloat(bits(at) << 16) : half(at);
    }
}
