package formers.tensor.kernels;

/// `scale · s · code − step · m` with blocks of 256 columns: half-precision scale and step for each row of
/// a block, signed bytes `s` and unsigned bytes `m` for each of 16 groups of 16 columns, and a signed byte
/// for each code. Some formats have no steps.
///
/// | bytes of a run, which is a block | |
/// |--:|---|
/// | 32 | scales of the 16 rows |
/// | 16 · 16 | `s`, group by group |
/// | 32 | steps, if there are any |
/// | 16 · 16 | `m`, group by group, if there are steps |
/// | 256 · 16 | codes, column by column |
public final class SuperPanels extends PackedPanels {

    public static final int COLUMNS = TERMS;
    static final int GROUP = 16;
    static final int GROUPS = COLUMNS / GROUP;
    static final int S = HALVES;
    static final int STEPS = S + GROUPS * ROWS;
    static final int M = STEPS + HALVES;

    private final boolean stepped;
    private final int codes;

    /// @param stepped whether there are steps
    public SuperPanels(int rows, int columns, boolean stepped) {
        super(rows, columns, COLUMNS, codes(stepped) + COLUMNS * ROWS);
        this.stepped = stepped;
        codes = codes(stepped);
    }

    private static int codes(boolean stepped) {
        return stepped ? M + GROUPS * ROWS : STEPS;
    }

    boolean stepped() {
        return stepped;
    }

    /// Where codes begin in a run.
    int codes() {
        return codes;
    }

    /// Puts a block of a panel's rows.
    ///
    /// @param row    the panel's first
    /// @param scales for each row
    /// @param steps  for each row; not used if there are to be none, nor is `m`
    /// @param s      for each group, row after row
    /// @param m      for each group, row after row
    /// @param codes  for each column, row after row
    public void set(int row, int block, short[] scales, short[] steps, byte[] s, byte[] m, byte[] codes) {
        int at = run(row, block * COLUMNS);
        putHalves(scales, at);
        putCodes(GROUPS, s, 0, GROUPS, at + S);
        if (stepped) {
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
        float value = scale * data[at + codes + column % COLUMNS * ROWS + lane];
        return stepped ? value - half(at + STEPS + 2 * lane) * (data[at + M + group] & 0xFF) : value;
    }
}
