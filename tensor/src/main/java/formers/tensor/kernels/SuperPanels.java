package formers.tensor.kernels;

/// `scale · s · code − step · m` with blocks of 256 columns: half-precision scale and step for each row of
/// a block, signed bytes `s` and unsigned bytes `m` for each of 16 groups of 16 columns, and a signed byte
/// for each code.
///
/// | bytes of a run, which is a block | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 32 | steps |
/// | 16 · 16 | `s`, group by group |
/// | 16 · 16 | `m`, group by group |
/// | 256 · 16 | codes, column by column |
public final class SuperPanels extends PackedPanels {

    public static final int COLUMNS = TERMS;
    static final int GROUP = 16;
    static final int GROUPS = COLUMNS / GROUP;
    static final int STEPS = HALVES;
    static final int S = 2 * HALVES;
    static final int M = S + GROUPS * ROWS;
    static final int CODES = M + GROUPS * ROWS;

    public SuperPanels(int rows, int columns) {
        super(rows, columns, COLUMNS, CODES + COLUMNS * ROWS);
    }

    /// Puts a row's part of a block.
    ///
    /// @param s     for each group
    /// @param m     for each group
    /// @param codes for each column
    public void set(int row, int block, short scale, short step, byte[] s, byte[] m, byte[] codes) {
        int at = run(row, block * COLUMNS);
        int lane = row % ROWS;
        put(at + 2 * lane, scale);
        put(at + STEPS + 2 * lane, step);
        putCodes(GROUPS, s, 0, at + S + lane);
        putCodes(GROUPS, m, 0, at + M + lane);
        putCodes(COLUMNS, codes, 0, at + CODES + lane);
    }

    @Override
    float value(int row, int column) {
        int at = run(row, column);
        int lane = row % ROWS;
        int group = column % COLUMNS / GROUP * ROWS + lane;
        float scale = half(at + 2 * lane) * data[at + S + group];
        float offset = half(at + STEPS + 2 * lane) * (data[at + M + group] & 0xFF);
        return scale * data[at + CODES + column % COLUMNS * ROWS + lane] - offset;
    }
}
