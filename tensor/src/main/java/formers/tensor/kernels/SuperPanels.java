package formers.tensor.kernels;

/// `scale · s · code − step · m` with blocks of 256 columns: half-precision scale and step for each row of a
/// block,
/// signed bytes `s` and unsigned bytes `m` for each of 16 runs of 16 columns, and a signed byte for each
/// code.
///
/// | bytes | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 32 | steps |
/// | 16 · 16 | `s`, run by run |
/// | 16 · 16 | `m`, run by run |
/// | 256 · 16 | codes, column by column |
public final class SuperPanels extends PackedPanels {

    public static final int COLUMNS = 256;
    static final int RUN = 16;
    static final int RUNS = COLUMNS / RUN;
    static final int STEPS = 2 * ROWS;
    static final int S = 4 * ROWS;
    static final int M = S + RUNS * ROWS;
    static final int CODES = M + RUNS * ROWS;
    static final int BYTES = CODES + COLUMNS * ROWS;

    private final boolean offsets;

    /// @param offsets whether any step is not zero
    public SuperPanels(int rows, int columns, boolean offsets) {
        super(rows, columns, COLUMNS, BYTES);
        this.offsets = offsets;
    }

    boolean hasOffsets() {
        return offsets;
    }

    /// Puts a row's part of a block.
    ///
    /// @param s     for each run
    /// @param m     for each run
    /// @param codes for each column
    public void set(int row, int block, short scale, short step, byte[] s, byte[] m, byte[] codes) {
        int at = at(row / ROWS, block);
        int lane = row % ROWS;
        put(at + 2 * lane, scale);
        put(at + STEPS + 2 * lane, step);
        for (int run = 0; run < RUNS; run++) {
            data[at + S + run * ROWS + lane] = s[run];
            data[at + M + run * ROWS + lane] = m[run];
        }
        for (int j = 0, to = at + CODES + lane; j < COLUMNS; j++, to += ROWS) {
            data[to] = codes[j];
        }
    }

    @Override
    float value(int block, int lane, int column) {
        int run = column / RUN * ROWS + lane;
        float scale = half(block + 2 * lane) * data[block + S + run];
        float offset = half(block + STEPS + 2 * lane) * (data[block + M + run] & 0xFF);
        return scale * data[block + CODES + column * ROWS + lane] - offset;
    }
}
