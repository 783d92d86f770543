package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.RegisterTiles.ROWS;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// Matrix products on the Vector API.
///
/// Large ones follow Goto and van de Geijn (2008): a block of B, [#TERMS] terms deep, is packed into panels that the
/// tiles of [RegisterTiles] read front to back; each piece of work packs its own rows of A and runs them down the
/// cut. Few rows against a stored-transposed matrix, the products of generation, are dot products that read the
/// matrix once, at the speed of memory.
final class VectorMatrixKernels implements MatrixKernels {

    /// Terms of a packed block: a panel of that depth and 64 columns stays in the second-level cache.
    private static final int TERMS = 256;

    /// Columns of a packed block of B, which all threads share: 1 MB with the terms.
    private static final int COLUMNS = 1024;

    /// Rows of A that one piece of work takes.
    private static final int PIECE_ROWS = 8 * ROWS;

    /// Vectors in the widest tile.
    private static final int WIDEST = RegisterTiles.F.vectorBitSize() == 256 ? 2 : 4;

    /// Multiply-adds below which a product is not worth handing to other threads.
    private static final long SERIAL = 1 << 18;

    /// Matrix elements per piece of work when a matrix is read once.
    private static final int STREAMED = 1 << 16;

    private static final ThreadLocal<float[]> PACKED_B = new ThreadLocal<>();
    private static final ThreadLocal<float[]> PACKED_A =
            ThreadLocal.withInitial(() -> new float[PIECE_ROWS * TERMS + ROWS * WIDEST * LANES]);

    @Override
    public void batchedGemm(
            int batch, boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, int as, float[] b,
            int bo, int ldb, int bs, float[] c, int co, int ldc, int cs, boolean accumulate) {
        if ((long) m * n * k >= 16 * SERIAL) {
            for (int i = 0; i < batch; i++) {
                gemm(ta, tb, m, n, k, a, ao + i * as, lda, b, bo + i * bs, ldb, c, co + i * cs, ldc, accumulate, null, 0);
            }
            return;
        }
        int grain = (int) Math.clamp(SERIAL / Math.max(1, (long) m * n * k), 1, Math.max(1, batch));
        Threads.forRanges(batch, grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                product(ta, tb, m, n, k, a, ao + i * as, lda, b, bo + i * bs, ldb, c, co + i * cs, ldc, accumulate);
            }
        });
    }

    @Override
    public void gemm(
            boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean accumulate, float[] bias, int biasOffset) {
        boolean add = accumulate;
        if (bias != null) {
            startWithBias(m, n, c, co, ldc, accumulate, bias, biasOffset);
            add = true;
        }
        product(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
    }

    private static void startWithBias(
            int m, int n, float[] c, int co, int ldc, boolean accumulate, float[] bias, int biasOffset) {
        Threads.forRanges(m, Math.max(1, STREAMED / Math.max(1, n)), (from, to) -> {
            for (int i = from; i < to; i++) {
                if (accumulate) {
                    for (int j = 0; j < n; j++) {
                        c[co + i * ldc + j] += bias[biasOffset + j];
                    }
                } else {
                    System.arraycopy(bias, biasOffset, c, co + i * ldc, n);
                }
            }
        });
    }

    private static void product(
            boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            for (int i = 0; !add && i < m; i++) {
                Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
            }
        } else if (tb && m <= FEW_ROWS && !ta) {
            dots(m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, 1, add);
        } else if (tb && n == 1 && !ta) {
            dots(1, m, k, b, bo, ldb, a, ao, lda, c, co, 0, ldc, add); // the rows of A are the matrix
        } else if (!tb && m == 1) {
            combineRows(n, k, a, ao, ta ? lda : 1, b, bo, ldb, c, co, add);
        } else {
            blocks(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
        }
    }

    /// `out[i, j] = x[i] · w[j]` for `rows` vectors `x`; results of one `x` are `step` apart.
    private static void dots(
            int rows, int n, int k, float[] x, int xo, int ldx, float[] w, int wo, int ldw, float[] out, int oo,
            int ldo, int step, boolean add) {
        int grain = (Math.max(1, STREAMED / k) + 3) / 4 * 4;
        Threads.forRanges(n, grain, (from, to) -> {
            int j = from;
            for (; j <= to - 4; j += 4) {
                for (int i = 0; i < rows; i++) {
                    DotProducts.four(
                            k, x, xo + i * ldx, w, wo + j * ldw, ldw, out, oo + i * ldo + j * step, step, add);
                }
            }
            for (; j < to; j++) {
                for (int i = 0; i < rows; i++) {
                    DotProducts.one(k, x, xo + i * ldx, w, wo + j * ldw, out, oo + i * ldo + j * step, add);
                }
            }
        });
    }

    /// One row times a matrix stored by rows: a sum of its rows, cut by columns.
    private static void combineRows(
            int n, int k, float[] a, int ao, int step, float[] b, int bo, int ldb, float[] c, int co, boolean add) {
        int grain = Math.max(4 * LANES, STREAMED / k);
        Threads.forRanges(n, grain, (from, to) -> {
            if (!add) {
                Arrays.fill(c, co + from, co + to, 0);
            }
            for (int p = 0; p < k; p++) {
                float factor = a[ao + p * step];
                for (int j = from; j < to; j++) { // the JIT's own vectorisation is as good as ours here
                    c[co + j] += factor * b[bo + p * ldb + j];
                }
            }
        });
    }

    private static void blocks(
            boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        boolean serial = (long) m * n * k < SERIAL;
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            var cut = Cut.of(columns);
            for (int term = 0; term < k; term += TERMS) {
                int terms = Math.min(TERMS, k - term);
                int start = bo + (tb ? column * ldb + term : term * ldb + column);
                float[] packed = packedB(terms * cut.width());
                int aStart = ao + (ta ? term * lda : term);
                int cStart = co + column;
                boolean adding = add || term > 0;
                if (serial) {
                    for (int panel = 0; panel < cut.count(); panel++) {
                        cut.pack(panel, tb, terms, b, start, ldb, packed);
                    }
                    for (int row = 0; row < m; row += PIECE_ROWS) {
                        piece(
                                ta, row, Math.min(PIECE_ROWS, m - row), terms, a, aStart, lda, packed, cut, 0,
                                cut.count(), c, cStart, ldc, adding);
                    }
                } else {
                    Threads.forEach(cut.count(), panel -> cut.pack(panel, tb, terms, b, start, ldb, packed));
                    pieces(ta, m, terms, a, aStart, lda, packed, cut, c, cStart, ldc, adding);
                }
            }
        }
    }

    /// Runs all rows down all panels; when there are few rows, the panels are shared out as well.
    private static void pieces(
            boolean ta, int m, int terms, float[] a, int ao, int lda, float[] packed, Cut cut, float[] c, int co,
            int ldc, boolean add) {
        int rowPieces = Math.ceilDiv(m, PIECE_ROWS);
        int panelPieces = Math.clamp(8 / rowPieces, 1, cut.count());
        Threads.forEach(rowPieces * panelPieces, i -> {
            int row = i / panelPieces * PIECE_ROWS;
            int part = i % panelPieces;
            int from = part * cut.count() / panelPieces;
            int to = (part + 1) * cut.count() / panelPieces;
            piece(
                    ta, row, Math.min(PIECE_ROWS, m - row), terms, a, ao, lda, packed, cut, from, to, c, co, ldc,
                    add);
        });
    }

    private static float[] packedB(int size) {
        float[] packed = PACKED_B.get();
        if (packed == null || packed.length < size) {
            packed = new float[size];
            PACKED_B.set(packed);
        }
        return packed;
    }

    /// Up to [#PIECE_ROWS] rows, down panels `from..to-1`.
    private static void piece(
            boolean ta, int row, int rows, int terms, float[] a, int ao, int lda, float[] packedB, Cut cut,
            int from, int to, float[] c, int co, int ldc, boolean add) {
        float[] packedA = PACKED_A.get();
        packA(ta, row, rows, terms, a, ao, lda, packedA);
        for (int panel = from; panel < to; panel++) {
            for (int tile = 0; tile < rows; tile += ROWS) {
                int at = co + (row + tile) * ldc + cut.column(panel);
                int valid = Math.min(ROWS, rows - tile);
                if (!add) {
                    clear(valid, cut.columns(panel), c, at, ldc);
                }
                if (valid == ROWS && cut.full(panel)) {
                    tile(cut.vectors(panel), terms, packedA, tile * terms, packedB, cut.start(panel, terms), c, at,
                            ldc);
                } else {
                    edge(valid, cut, panel, terms, packedA, tile * terms, packedB, c, at, ldc);
                }
            }
        }
    }

    private static void clear(int rows, int columns, float[] c, int co, int ldc) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(c, co + i * ldc, co + i * ldc + columns, 0);
        }
    }

    private static void tile(
            int vectors, int terms, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
        switch (vectors) {
            case 4 -> RegisterTiles.sixByFour(terms, a, ao, b, bo, c, co, ldc);
            case 2 -> RegisterTiles.sixByTwo(terms, a, ao, b, bo, c, co, ldc);
            default -> RegisterTiles.sixByOne(terms, a, ao, b, bo, c, co, ldc);
        }
    }

    /// A tile that sticks out of C: computed beside the packed A, and the part inside added.
    private static void edge(
            int rows, Cut cut, int panel, int terms, float[] a, int ao, float[] b, float[] c, int co, int ldc) {
        int width = cut.vectors(panel) * LANES;
        int columns = cut.columns(panel);
        int aside = PIECE_ROWS * TERMS;
        Arrays.fill(a, aside, aside + ROWS * width, 0);
        tile(cut.vectors(panel), terms, a, ao, b, cut.start(panel, terms), a, aside, width);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c[co + i * ldc + j] += a[aside + i * width + j];
            }
        }
    }

    /// Six rows a term, zeros below the last row.
    private static void packA(boolean ta, int row, int rows, int terms, float[] a, int ao, int lda, float[] packed) {
        for (int tile = 0; tile < rows; tile += ROWS) {
            int valid = Math.min(ROWS, rows - tile);
            int to = tile * terms;
            if (valid < ROWS) {
                Arrays.fill(packed, to, to + ROWS * terms, 0);
            }
            if (ta) {
                int from = ao + row + tile;
                for (int p = 0; p < terms; p++) {
                    for (int i = 0; i < valid; i++) {
                        packed[to + p * ROWS + i] = a[from + p * lda + i];
                    }
                }
            } else {
                for (int i = 0; i < valid; i++) {
                    int from = ao + (row + tile + i) * lda;
                    for (int p = 0; p < terms; p++) {
                        packed[to + p * ROWS + i] = a[from + p];
                    }
                }
            }
        }
    }

    /// How the columns of a block are cut into panels: as many of the widest kind as fit, then narrower ones, so that
    /// 65 columns cost little more than 64. A packed panel holds its columns side by side for each term, zeros to the
    /// right of the last.
    private record Cut(int total, int wide) {

        static Cut of(int columns) {
            return new Cut(columns, columns / (WIDEST * LANES));
        }

        private int rest() {
            return total - wide * WIDEST * LANES;
        }

        /// Vectors the rest needs: less than [#WIDEST], or just as many with the last one not full.
        private int restVectors() {
            return Math.ceilDiv(rest(), LANES);
        }

        int count() {
            int rest = restVectors();
            return wide + (rest == 0 ? 0 : rest == 3 ? 2 : 1);
        }

        int vectors(int panel) {
            if (panel < wide) {
                return WIDEST;
            }
            int rest = restVectors();
            return rest == 3 ? (panel == wide ? 2 : 1) : rest;
        }

        int column(int panel) {
            return panel <= wide ? panel * WIDEST * LANES : wide * WIDEST * LANES + 2 * LANES;
        }

        int columns(int panel) {
            return Math.min(vectors(panel) * LANES, total - column(panel));
        }

        boolean full(int panel) {
            return columns(panel) == vectors(panel) * LANES;
        }

        /// Columns with the zeros.
        int width() {
            return (wide * WIDEST + restVectors()) * LANES;
        }

        int start(int panel, int terms) {
            return column(panel) * terms;
        }

        void pack(int panel, boolean tb, int terms, float[] b, int bo, int ldb, float[] packed) {
            int width = vectors(panel) * LANES;
            int columns = columns(panel);
            int to = start(panel, terms);
            if (columns < width) {
                Arrays.fill(packed, to, to + width * terms, 0);
            }
            if (tb) {
                transpose(columns, terms, b, bo + column(panel) * ldb, ldb, packed, to, width);
            } else {
                for (int p = 0; p < terms; p++) {
                    System.arraycopy(b, bo + p * ldb + column(panel), packed, to + p * width, columns);
                }
            }
        }

        /// In squares of 16: reads and writes both stay within a few cache lines.
        private static void transpose(
                int columns, int terms, float[] b, int bo, int ldb, float[] packed, int to, int width) {
            for (int p = 0; p < terms; p += 16) {
                int end = Math.min(terms, p + 16);
                for (int j = 0; j < columns; j++) {
                    int from = bo + j * ldb;
                    for (int q = p; q < end; q++) {
                        packed[to + q * width + j] = b[from + q];
                    }
                }
            }
        }
    }
}
