package formers.tensor.kernels;

/// `scale · s · code − step · m` with blocks of 256 columns: half-precision scale and step for each row of a
/// block, six bits `s` and six bits `m` for each of its 8 groups of 32 columns.
///
/// | bytes of a run, which is a block | |
/// |--:|---|
/// | 64 | scales of the 32 rows |
/// | 64 | steps |
/// | 8 · 32 | `s`, group by group |
/// | 8 · 32 | `m`, group by group |
/// | 64 · 64 | codes, four columns at a time |
public final class SuperNibbles extends NibblePanels {

    static final int GROUPS = TERMS / COLUMNS;
    static final int STEPS = 2 * TALL;
    static final int S = 2 * STEPS;
    static final int M = S + GROUPS * TALL;

    static final int HEAD = M + GROUPS * TALL;

    /// Bytes of a block in a file: scale, step, 12 bytes of `s` and `m`, codes.
    private static final int BYTES = 16 + TERMS / 2;

    private static final int SIX_BITS = 63;

    public SuperNibbles(int rows, int columns) {
        super(rows, columns, TERMS, HEAD + GROUPS * CODES);
    }

    /// A block has its codes in pieces of 32 bytes: of 32 columns in the low bits, of the next 32 in the high ones.
    @Override
    public void setPanel(int row, byte[] from, int rowBytes) {
        for (int column = 0, at = 0; column < columns(); column += TERMS, at += BYTES) {
            int run = run(row, column);
            for (int i = 0; i < TALL; i++) {
                head(from, at + i * rowBytes, run, i);
            }
            for (int piece = 0; piece < GROUPS / 2; piece++) {
                setPiece(from, at + 16 + piece * COLUMNS, rowBytes, run + HEAD + 2 * piece * CODES);
            }
        }
    }

    /// In a method of its own, which is called so often that it is compiled before the first panels are full.
    private void setPiece(byte[] from, int at, int rowBytes, int to) {
        for (int i = 0; i < ROWS; i++) {
            int first = at + i * rowBytes;
            int second = first + ROWS * rowBytes;
            for (int j = 0; j < COLUMNS; j += 8) {
                turn(from, first + j, second + j, to + 4 * i + j / SHARED * GROUP, CODES);
            }
        }
    }

    private void head(byte[] from, int at, int run, int lane) {
        put(run + 2 * lane, (short) (from[at] & 0xFF | from[at + 1] << 8));
        put(run + STEPS + 2 * lane, (short) (from[at + 2] & 0xFF | from[at + 3] << 8));
        for (int group = 0; group < GROUPS / 2; group++) {
            int first = from[at + 4 + group];
            int second = from[at + 8 + group];
            int third = from[at + 12 + group];
            int to = run + group * TALL + lane;
            int other = to + GROUPS / 2 * TALL;
            data[to + S] = (byte) (first & SIX_BITS);
            data[to + M] = (byte) (second & SIX_BITS);
            data[other + S] = (byte) (third & 15 | (first >> 6 & 3) << 4);
            data[other + M] = (byte) (third >> 4 & 15 | (second >> 6 & 3) << 4);
        }
    }

    @Override
    int headBytes(int column) {
        return HEAD;
    }

    @Override
    float scale(int row, int column) {
        int at = run(row, column);
        return half(at + 2 * (row % TALL)) * data[at + S + group(row, column)];
    }

    private float least(int row, int column) {
        int at = run(row, column);
        return half(at + STEPS + 2 * (row % TALL)) * data[at + M + group(row, column)];
    }

    private static int group(int row, int column) {
        return column % TERMS / COLUMNS * TALL + row % TALL;
    }

    @Override
    float offset(int row, int column) {
        return ZERO * scale(row, column) - least(row, column);
    }

    @Override
    float value(int row, int column) {
        return scale(row, column) * code(row, column) - least(row, column);
    }
}
