package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.RegisterTiles.ROWS;
import static formers.tensor.kernels.RegisterTiles.WIDEST;

import formers.tensor.threads.Threads;
import java.util.function.Consumer;

/// A matrix product in register tiles, after Goto and van de Geijn (2008), "Anatomy of high-performance
/// matrix multiplication": a block of B is packed into panels, and rows of A run down them. The components
/// are the arguments of [MatrixKernels#gemm].
record TiledProduct(
        boolean ta,
        RightOperand b,
        int m,
        int n,
        int k,
        float[] a,
        int ao,
        int lda,
        float[] c,
        int co,
        int ldc,
        boolean accumulate,
        float[] bias,
        int biasOffset) {

    /// Multiply-adds below which a product is not worth handing to other threads.
    static final long SERIAL = 1 << 18;

    /// Terms that a tile sums in registers. It decides where an element's sum is cut, so changing it
    /// changes the last bits.
    static final int TERMS = 256;

    /// Columns of a packed block: 1 MB with the terms of one run.
    private static final int COLUMNS = 1024;

    /// Elements of a packed block of several runs. More would not stay in the caches until all rows have
    /// passed.
    private static final int PACKED = 2 * COLUMNS * TERMS;

    /// Elements of A that are packed at once for all strips to pass: few waits for each other, and all strips find them
    /// in the last cache.
    private static final int PACKED_LEFT = 4 * PACKED;

    /// Rows of A that are packed at once.
    private static final int MOST_PACKED_ROWS = PACKED_LEFT / LeftRows.size(ROWS, TERMS) * ROWS;

    /// Rows of A that one piece of work takes: with the terms they fit the first level of cache.
    private static final int MOST_ROWS = 4 * ROWS;

    /// Pieces a block is cut into if it has too few rows; more would not even out the threads any better.
    private static final int PIECES = 32;

    /// Panels that are packed at once, and for which rows of C are started just before they are needed: 64
    /// columns.
    private static final int TOGETHER = 64 / (WIDEST * LANES);

    /// Columns of a strip of B. All of A passes by each, so narrower ones wait for A; packed, the widest leaves
    /// room for its part of C in the second-level cache. Multiples of any panel.
    private static final int NARROWEST_STRIP = 64;

    private static final int WIDEST_STRIP = 256;

    /// With fewer strips of B, rows are handed out.
    private static final int FEWEST_STRIPS = 8;

    /// Strips of B that are enough to even out the threads; beyond it they are wider.
    private static final int STRIPS = 64;

    private static final ThreadLocal<float[]> PACKED_B = ThreadLocal.withInitial(() -> new float[PACKED]);
    private static final ThreadLocal<float[]> PACKED_A = ThreadLocal.withInitial(() -> new float[0]);
    private static final ThreadLocal<float[]> PIECE_OF_A =
            ThreadLocal.withInitial(() -> new float[LeftRows.size(MOST_ROWS, TERMS)]);
    private static final ThreadLocal<float[]> ASIDE = ThreadLocal.withInitial(() -> new float[ROWS * WIDEST * LANES]);

    void run() {
        if ((long) m * n * k < SERIAL) {
            blocks(Block::runAlone);
        } else if (m <= n && n >= FEWEST_STRIPS * NARROWEST_STRIP) {
            strips();
        } else {
            blocks(Block::run);
        }
    }

    /// All rows of A pass by a packed block that all threads share.
    private void blocks(Consumer<Block> action) {
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            int depth = Math.max(1, PACKED / (ColumnPanels.cut(columns).width() * TERMS)) * TERMS;
            for (int term = 0; term < k; term += depth) {
                action.accept(new Block(column, columns, 0, m, term, Math.min(depth, k - term), null));
            }
        }
    }

    /// B is the larger matrix: each piece of work packs a strip of it for itself, and nobody waits for
    /// others, but for rows of A if those are packed.
    private void strips() {
        if (!LeftRows.packs(ta, n)) {
            strips(0, m, 0, k, null);
            return;
        }
        // All strips pass the same rows.
        for (int row = 0; row < m; row += MOST_PACKED_ROWS) {
            int rows = Math.min(MOST_PACKED_ROWS, m - row);
            int depth = PACKED_LEFT / LeftRows.size(rows, TERMS) * TERMS;
            for (int term = 0; term < k; term += depth) {
                int terms = Math.min(depth, k - term);
                strips(row, rows, term, terms, packLeft(row, rows, term, terms));
            }
        }
    }

    /// Packs a block of A, one run of [#TERMS] after the other.
    private float[] packLeft(int row, int rows, int term, int terms) {
        float[] to = roomForA(LeftRows.size(rows, terms));
        int pieces = Math.ceilDiv(rows, MOST_ROWS);
        Threads.forEach(pieces * Math.ceilDiv(terms, TERMS), i -> {
            int first = i % pieces * MOST_ROWS;
            int run = i / pieces * TERMS;
            int count = Math.min(TERMS, terms - run);
            int at = LeftRows.size(rows, run) + LeftRows.size(first, count);
            packLeft(row + first, Math.min(MOST_ROWS, rows - first), term + run, count, to, at);
        });
        return to;
    }

    /// This thread's room for packed rows of A, as much as it has needed so far.
    private static float[] roomForA(int size) {
        float[] room = PACKED_A.get();
        if (room.length < size) {
            room = new float[size];
            PACKED_A.set(room);
        }
        return room;
    }

    private void packLeft(int row, int rows, int term, int terms, float[] packed, int at) {
        LeftRows.pack(ta, rows, terms, a, leftAt(row, term), lda, packed, at);
    }

    private int leftAt(int row, int term) {
        return ao + (ta ? term * lda + row : row * lda + term);
    }

    private void strips(int row, int rows, int term, int terms, float[] left) {
        int width = Math.clamp(n / STRIPS / NARROWEST_STRIP * NARROWEST_STRIP, NARROWEST_STRIP, WIDEST_STRIP);
        Threads.forRanges(n, width, (from, to) -> {
            for (int run = 0; run < terms; run += TERMS) {
                int count = Math.min(TERMS, terms - run);
                var packed = left == null ? null : LeftRows.packed(left, LeftRows.size(rows, run), count);
                new Block(from, to - from, row, rows, term + run, count, packed).runAlone();
            }
        });
    }

    /// The part of the product that one packed block of B contributes, in runs of [#TERMS] terms.
    private final class Block {

        private final int column;
        private final ColumnPanels panels;
        private final int first;
        private final int rows;
        private final int term;
        private final int terms;
        private final LeftRows left;
        private final float[] packed = PACKED_B.get();

        /// @param first the first row
        /// @param left  the rows of A packed, if they are and there is one run of terms; or null
        Block(int column, int columns, int first, int rows, int term, int terms, LeftRows left) {
            this.column = column;
            this.panels = ColumnPanels.cut(columns);
            this.first = first;
            this.rows = rows;
            this.term = term;
            this.terms = terms;
            this.left = left;
        }

        /// All of it on this thread.
        void runAlone() {
            int count = panels.count();
            for (int run = 0; run < runs(); run++) {
                pack(run, 0, count);
            }
            for (int row = 0; row < rows; row += MOST_ROWS) {
                piece(row, MOST_ROWS, 0, count);
            }
        }

        /// On all threads.
        void run() {
            int count = panels.count();
            int pieces = Math.ceilDiv(count, TOGETHER);
            Threads.forEach(runs() * pieces, i -> {
                int panel = i % pieces * TOGETHER;
                pack(i / pieces, panel, Math.min(panel + TOGETHER, count));
            });
            int most = rows < PIECES * MOST_ROWS ? MOST_ROWS / 2 : MOST_ROWS;
            int rowPieces = Math.ceilDiv(rows, most);
            int panelPieces = Math.clamp(PIECES / 2 / rowPieces, 1, count);
            Threads.forEach(rowPieces * panelPieces, i -> {
                int part = i % panelPieces;
                piece(i / panelPieces * most, most, part * count / panelPieces, (part + 1) * count / panelPieces);
            });
        }

        private int runs() {
            return Math.ceilDiv(terms, TERMS);
        }

        private int terms(int run) {
            return Math.min(TERMS, terms - run * TERMS);
        }

        private int packedAt(int run) {
            return run * TERMS * panels.width();
        }

        private void pack(int run, int from, int to) {
            b.pack(panels, from, to, column, term + run * TERMS, terms(run), packed, packedAt(run));
        }

        /// Up to `most` rows, down panels `from..to-1`.
        private void piece(int row, int most, int from, int to) {
            int count = Math.min(most, rows - row);
            for (int run = 0; run < runs(); run++) {
                var left = left(row, count, run, panels.end(to - 1) - panels.column(from));
                for (int panel = from; panel < to; panel++) {
                    int at = co + (first + row) * ldc + column + panels.column(panel);
                    if (term + run == 0 && (panel - from) % TOGETHER == 0) {
                        start(count, panel, Math.min(panel + TOGETHER, to), at);
                    }
                    for (int tile = 0; tile < count; tile += ROWS) {
                        tile(Math.min(ROWS, count - tile), panel, run, left, left.tile(tile / ROWS), at + tile * ldc);
                    }
                }
            }
        }

        /// Rows of A that pass by so many columns.
        private LeftRows left(int row, int count, int run, int columns) {
            if (left != null) {
                return LeftRows.packed(left.a(), left.tile(row / ROWS), terms);
            }
            int from = term + run * TERMS;
            if (!LeftRows.packs(ta, columns)) {
                return LeftRows.inPlace(ta, a, leftAt(first + row, from), lda);
            }
            float[] piece = PIECE_OF_A.get();
            packLeft(first + row, count, from, terms(run), piece, 0);
            return LeftRows.packed(piece, 0, terms(run));
        }

        private void tile(int rows, int panel, int run, LeftRows left, int leftAt, int at) {
            int vectors = panels.vectors(panel);
            int count = terms(run);
            int right = packedAt(run) + panels.start(panel, count);
            if (panels.full(panel)) {
                left.multiply(vectors, rows, count, leftAt, packed, right, c, at, ldc);
                return;
            }
            // The tile sticks out of C: computed aside.
            float[] aside = ASIDE.get();
            int width = vectors * LANES;
            int columns = panels.columns(panel);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(c, at + i * ldc, aside, i * width, columns);
            }
            left.multiply(vectors, rows, count, leftAt, packed, right, aside, 0, width);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(aside, i * width, c, at + i * ldc, columns);
            }
        }

        /// Panels `panel..end-1`.
        private void start(int rows, int panel, int end, int at) {
            int columns = panels.end(end - 1) - panels.column(panel);
            int from = biasOffset + column + panels.column(panel);
            for (int i = 0; i < rows; i++) {
                RowStart.set(columns, accumulate, bias, from, c, at + i * ldc);
            }
        }
    }
}
