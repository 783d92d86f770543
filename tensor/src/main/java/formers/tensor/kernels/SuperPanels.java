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

    /// Puts a block of a panel's rows.
    ///
    /// @param row    the panel's first
    /// @param scales for each row
    /// @param steps  for each row
    /// @param s      for each group, row after row
    /// @param m      for each group, row after row
    /// @param codes  for each column, row after row
    public void set(int row, int block, short[] scales, short[] steps, byte[] s, byte[] m, byte[] codes) {
        int at = run(row, block * COLUMNS);
        putHalves(scales, at);
        putHalves(steps, at + STEPS);
        putCodes(GROUPS, s, 0, GROUPS, at + S);
        putCodes(GROUPS, m, 0, GROUPS, at + M);
        putCodes(COLUMNS, codes, 0, COLUMNS, at + CODES);
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
