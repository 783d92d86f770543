package formers.tensor.kernels;

/// `scale · s · code − step · m` with blocks of 256 columns: half-precision scale and step for each row of
/// a block, signed bytes `s` and unsigned bytes `m` for each of 16 groups of 16 columns, and a signed byte
/// for each code. Formats that have no steps leave out what is in brackets.
///
/// | bytes of a run, which is a block | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 16 · 16 | `s`, group by group |
/// | (32) | steps |
/// | (16 · 16) | `m`, group by group |
/// | 256 · 16 | codes, column by column |
public final class SuperPanels extends PackedPanels {

    public static final int COLUMNS = TERMS;
    static final int GROUP = 16;
    static final int GROUPS = COLUMNS / GROUP;
    static final int S = HALVES;
    static final int STEPS = S + GROUPS * ROWS;
    static final int M = STEPS + HALVES;

    final boolean steps;

    /// Where the codes of a run begin.
    final int codes;

    /// @param steps whether numbers have them
    public SuperPanels(int rows, int columns, boolean steps) {
        super(rows, columns, COLUMNS, codes(steps) + COLUMNS * ROWS);
        this.steps = steps;
        codes = codes(steps);
    }

    private static int codes(boolean steps) {
        return steps ? M + GROUPS * ROWS : STEPS;
    }

    /// Puts a block of a panel's rows.
    ///
    /// @param row    the panel's first
    /// @param scales for each row
    /// @param steps  for each row; not used if numbers have none
    /// @param s      for each group, row after row
    /// @param m      for each group, row after row; not used if numbers have no steps
    /// @param codes  for each column, row after row
    public void set(int row, int block, short[] scales, short[] steps, byte[] s, byte[] m, byte[] codes) {
        int at = run(row, block * COLUMNS);
        putHalves(scales, at);
        putCodes(GROUPS, s, 0, GROUPS, at + S);
        if (this.steps) {
            putHalves(steps, at + STEPS);
            putCodes(GROUPS, m, 0, GROUPS, at + M);
        }
        putCodes(COLUMNS, codes, 0, COLUMNS, at + this.codes);
    }

    @Override
    float value(int row, int column) {
        int at = run(row, column);
        int lane = row % ROWS;
        int group = column % COLUMNS / GROUP * ROWS + lane;
        float scale = half(at + 2 * lane) * data[at + S + group];
        float number = scale * data[at + codes + column % COLUMNS * ROWS + lane];
        return steps ? number - half(at + STEPS + 2 * lane) * (data[at + M + group] & 0xFF) : number;
    }
}
