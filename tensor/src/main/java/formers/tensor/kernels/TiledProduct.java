package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.RegisterTiles.ROWS;
import static formers.tensor.kernels.RegisterTiles.WIDEST;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// A matrix product in register tiles, after Goto and van de Geijn (2008), "Anatomy of high-performance
/// matrix multiplication": a block of B, [#TERMS] terms deep, is packed into panels that all threads
/// share, and each piece of work runs some rows of A down some panels. The components are the arguments
/// of [MatrixKernels#gemm].
record TiledProduct(
        boolean ta,
        boolean tb,
        int m,
        int n,
        int k,
        float[] a,
        int ao,
        int lda,
        float[] b,
        int bo,
        int ldb,
        float[] c,
        int co,
        int ldc,
        boolean accumulate,
        float[] bias,
        int biasOffset) {

    /// Multiply-adds below which a product is not worth handing to other threads.
    static final long SERIAL = 1 << 18;

    /// Terms of a packed block. It decides where an element's sum is cut, so changing it changes the last bits.
    private static final int TERMS = 256;

    /// Columns of a packed block: 1 MB with the terms.
    private static final int COLUMNS = 1024;

    /// Rows of A that one piece of work takes: with the terms they fit the first level of cache.
    private static final int PIECE_ROWS = 4 * ROWS;

    /// Pieces a block is cut into if it has too few rows; more would not even out the threads any better.
    private static final int PIECES = 16;

    private static final ThreadLocal<float[]> PACKED_B = ThreadLocal.withInitial(() -> new float[COLUMNS * TERMS]);
    private static final ThreadLocal<float[]> TRANSPOSED_A =
            ThreadLocal.withInitial(() -> new float[PIECE_ROWS * TERMS]);
    private static final ThreadLocal<float[]> ASIDE = ThreadLocal.withInitial(() -> new float[ROWS * WIDEST * LANES]);

    void run() {
        for (int column = 0; column < n; column += COLUMNS) {
            for (int term = 0; term < k; term += TERMS) {
                new Block(column, term, ColumnPanels.cut(Math.min(COLUMNS, n - column)), Math.min(TERMS, k - term))
                        .run();
            }
        }
    }

    /// The part of the product that one packed block of B contributes.
    private final class Block {

        private final int column;
        private final int term;
        private final ColumnPanels panels;
        private final int terms;
        private final float[] packed = PACKED_B.get();

        Block(int column, int term, ColumnPanels panels, int terms) {
            this.column = column;
            this.term = term;
            this.panels = panels;
            this.terms = terms;
        }

        void run() {
            int count = panels.count();
            if ((long) m * n * k < SERIAL) {
                for (int panel = 0; panel < count; panel++) {
                    pack(panel);
                }
                for (int row = 0; row < m; row += PIECE_ROWS) {
                    piece(row, 0, count);
                }
                return;
            }
            Threads.forEach(count, this::pack);
            int rowPieces = Math.ceilDiv(m, PIECE_ROWS);
            int panelPieces = Math.clamp(PIECES / rowPieces, 1, count);
            Threads.forEach(rowPieces * panelPieces, i -> {
                int part = i % panelPieces;
                piece(i / panelPieces * PIECE_ROWS, part * count / panelPieces, (part + 1) * count / panelPieces);
            });
        }

        private void pack(int panel) {
            int from = bo + (tb ? column * ldb + term : term * ldb + column);
            panels.pack(panel, tb, terms, b, from, ldb, packed);
        }

        /// Up to [#PIECE_ROWS] rows, down panels `from..to-1`.
        private void piece(int row, int from, int to) {
            int rows = Math.min(PIECE_ROWS, m - row);
            float[] left = a;
            int start = ao + row * lda + term;
            int stride = lda;
            if (ta) {
                left = TRANSPOSED_A.get();
                start = 0;
                stride = terms;
                ColumnPanels.transpose(terms, rows, a, ao + term * lda + row, lda, left, 0, terms);
            }
            for (int panel = from; panel < to; panel++) {
                int at = co + row * ldc + column + panels.column(panel);
                if (term == 0) {
                    start(rows, panel, at);
                }
                for (int tile = 0; tile < rows; tile += ROWS) {
                    tile(Math.min(ROWS, rows - tile), panel, left, start + tile * stride, stride, at + tile * ldc);
                }
            }
        }

        private void tile(int rows, int panel, float[] left, int start, int stride, int at) {
            int vectors = panels.vectors(panel);
            int packedAt = panels.start(panel, terms);
            if (panels.full(panel)) {
                RegisterTiles.multiply(vectors, rows, terms, left, start, stride, packed, packedAt, c, at, ldc);
                return;
            }
            // The tile sticks out of C: computed aside, and the part inside copied.
            float[] aside = ASIDE.get();
            int width = vectors * LANES;
            int columns = panels.columns(panel);
            Arrays.fill(aside, 0, rows * width, 0);
            RegisterTiles.multiply(vectors, rows, terms, left, start, stride, packed, packedAt, aside, 0, width);
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
