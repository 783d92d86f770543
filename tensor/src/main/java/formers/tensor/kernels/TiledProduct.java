package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.RegisterTiles.ROWS;
import static formers.tensor.kernels.RegisterTiles.WIDEST;

import formers.tensor.threads.Threads;
import java.util.Arrays;
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

    /// Rows of A that one piece of work takes: with the terms they fit the first level of cache.
    private static final int MOST_ROWS = 4 * ROWS;

    /// Pieces a block is cut into if it has too few rows; more would not even out the threads any better.
    private static final int PIECES = 32;

    /// With fewer strips of B, rows are handed out.
    private static final int FEWEST_STRIPS = 8;

    /// Strips of B that are enough to even out the threads; beyond it they are wider.
    private static final int STRIPS = 64;

    /// Panels of a strip: packed, it leaves room for its part of C in the second-level cache.
    private static final int WIDEST_STRIP = 4;

    private static final ThreadLocal<float[]> PACKED_B = ThreadLocal.withInitial(() -> new float[PACKED]);
    private static final ThreadLocal<float[]> ASIDE = ThreadLocal.withInitial(() -> new float[ROWS * WIDEST * LANES]);

    void run() {
        if ((long) m * n * k < SERIAL) {
            blocks(Block::runAlone);
        } else if (m <= n && n >= FEWEST_STRIPS * WIDEST * LANES) {
            strips();
        } else {
            blocks(Block::run);
        }
    }

    private int rowStride() {
        return ta ? 1 : lda;
    }

    private int termStride() {
        return ta ? lda : 1;
    }

    /// All rows of A pass by a packed block that all threads share.
    private void blocks(Consumer<Block> action) {
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            int depth = Math.max(1, PACKED / (ColumnPanels.cut(columns).width() * TERMS)) * TERMS;
            for (int term = 0; term < k; term += depth) {
                action.accept(new Block(column, columns, term, Math.min(depth, k - term)));
            }
        }
    }

    /// B is the larger matrix: each piece of work packs a strip of it for itself, and nobody waits for
    /// others.
    private void strips() {
        int panels = Math.ceilDiv(n, WIDEST * LANES);
        int width = Math.clamp(panels / STRIPS, 1, WIDEST_STRIP) * WIDEST * LANES;
        Threads.forRanges(n, width, (from, to) -> {
            for (int term = 0; term < k; term += TERMS) {
                new Block(from, to - from, term, Math.min(TERMS, k - term)).runAlone();
            }
        });
    }

    /// The part of the product that one packed block of B contributes, in runs of [#TERMS] terms.
    private final class Block {

        private final int column;
        private final int term;
        private final ColumnPanels panels;
        private final int terms;
        private final float[] packed = PACKED_B.get();

        Block(int column, int columns, int term, int terms) {
            this.column = column;
            this.term = term;
            this.panels = ColumnPanels.cut(columns);
            this.terms = terms;
        }

        /// All of it on this thread.
        void runAlone() {
            int count = panels.count();
            for (int i = 0; i < runs() * count; i++) {
                pack(i);
            }
            for (int row = 0; row < m; row += MOST_ROWS) {
                piece(row, MOST_ROWS, 0, count);
            }
        }

        /// On all threads.
        void run() {
            int count = panels.count();
            Threads.forEach(runs() * count, this::pack);
            int most = m < PIECES * MOST_ROWS ? MOST_ROWS / 2 : MOST_ROWS;
            int rowPieces = Math.ceilDiv(m, most);
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

        private void pack(int i) {
            int panel = i % panels.count();
            int run = i / panels.count();
            b.pack(panels, panel, column, term + run * TERMS, terms(run), packed, packedAt(run));
        }

        /// Up to `most` rows, down panels `from..to-1`.
        private void piece(int row, int most, int from, int to) {
            int rows = Math.min(most, m - row);
            for (int run = 0; run < runs(); run++) {
                int left = ao + row * rowStride() + (term + run * TERMS) * termStride();
                for (int panel = from; panel < to; panel++) {
                    int at = co + row * ldc + column + panels.column(panel);
                    if (term + run == 0) {
                        start(rows, panel, at);
                    }
                    for (int tile = 0; tile < rows; tile += ROWS) {
                        tile(Math.min(ROWS, rows - tile), panel, run, left + tile * rowStride(), at + tile * ldc);
                    }
                }
            }
        }

        private void tile(int rows, int panel, int run, int left, int at) {
            int vectors = panels.vectors(panel);
            int count = terms(run);
            int right = packedAt(run) + panels.start(panel, count);
            if (panels.full(panel)) {
                RegisterTiles.multiply(
                        vectors, rows, count, a, left, rowStride(), termStride(), packed, right, c, at, ldc);
                return;
            }
            // The tile sticks out of C: computed aside, and the part inside copied.
            float[] aside = ASIDE.get();
            int width = vectors * LANES;
            int columns = panels.columns(panel);
            Arrays.fill(aside, 0, rows * width, 0);
            RegisterTiles.multiply(
                    vectors, rows, count, a, left, rowStride(), termStride(), packed, right, aside, 0, width);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    c[at + i * ldc + j] += aside[i * width + j];
                }
            }
        }

        private void start(int rows, int panel, int at) {
            int columns = panels.columns(panel);
            int from = biasOffset + column + panels.column(panel);
            for (int i = 0; i < rows; i++) {
                RowStart.set(columns, accumulate, bias, from, c, at + i * ldc);
            }
        }
    }
}
