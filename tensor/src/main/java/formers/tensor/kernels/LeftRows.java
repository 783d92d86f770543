package formers.tensor.kernels;

import static formers.tensor.kernels.PinnedTiles.TERM;
import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.RegisterTiles.PINNED;
import static formers.tensor.kernels.RegisterTiles.ROWS;

import jdk.incubator.vector.FloatVector;

/// Rows of A over one run of terms, as tiles read them: where they lie, or packed for [PinnedTiles].
///
/// Packed, the rows of a tile lie side by side for each term, tile after tile. A tile then reads one
/// stream, where terms of rows in place are often a multiple of 4 KB apart and share a few sets of the
/// first-level cache.
///
/// @param at         where the first row begins
/// @param rowStride  from one row of a tile to the next
/// @param termStride from one term to the next
/// @param tileStride from one tile to the next
record LeftRows(float[] a, int at, int rowStride, int termStride, int tileStride) {

    /// Columns that rows have to pass by, where they lie in place, for packing to pay.
    private static final int FEWEST_COLUMNS = 256;

    /// Whether rows that pass by so many columns are packed; those of a transposed A always, if tiles are
    /// such.
    static boolean packs(boolean ta, int columns) {
        return PINNED && (ta || columns >= FEWEST_COLUMNS);
    }

    static LeftRows inPlace(boolean ta, float[] a, int at, int lda) {
        return ta ? new LeftRows(a, at, 1, lda, ROWS) : new LeftRows(a, at, lda, 1, ROWS * lda);
    }

    /// Packed rows that begin at `packed[at]`.
    static LeftRows packed(float[] packed, int at, int terms) {
        return new LeftRows(packed, at, 1, TERM, TERM * terms);
    }

    /// Where a tile begins.
    int tile(int index) {
        return at + index * tileStride;
    }

    /// Adds a tile to C.
    ///
    /// @param from where its rows begin
    void multiply(int vectors, int rows, int terms, int from, float[] b, int bo, float[] c, int co, int ldc) {
        RegisterTiles.multiply(vectors, rows, terms, a, from, rowStride, termStride, b, bo, c, co, ldc);
    }

    /// Elements that packed rows take.
    static int size(int rows, int terms) {
        return Math.ceilDiv(rows, ROWS) * TERM * terms;
    }

    /// Packs rows that begin at `a[ao]`; the last stands in for those that its tile lacks.
    static void pack(boolean ta, int rows, int terms, float[] a, int ao, int lda, float[] to, int at) {
        int whole = rows / ROWS * ROWS;
        if (ta) {
            copy(whole, terms, a, ao, lda, to, at);
            if (whole < rows) {
                move(rows - whole, 0, terms, a, ao + whole, 1, lda, to, at + size(whole, terms));
            }
        } else {
            for (int i = 0; i < rows; i += ROWS) {
                turn(Math.min(ROWS, rows - i), terms, a, ao + i * lda, lda, to, at + size(i, terms));
            }
        }
    }

    /// Rows of whole tiles, all of a term after each other. A vector takes two elements more than a tile
    /// has rows.
    private static void copy(int rows, int terms, float[] a, int ao, int lda, float[] to, int at) {
        for (int p = 0; p < terms; p++) {
            for (int i = 0; i < rows; i += ROWS) {
                int from = ao + p * lda + i;
                int t = at + i / ROWS * TERM * terms + p * TERM;
                if (from <= a.length - LANES) {
                    FloatVector.fromArray(F, a, from).intoArray(to, t);
                } else {
                    System.arraycopy(a, from, to, t, ROWS);
                }
            }
        }
    }

    private static void turn(int rows, int terms, float[] a, int ao, int lda, float[] to, int at) {
        int turned = SquareTranspose.turn(rows, terms, a, ao, lda, to, at, TERM);
        move(rows, turned, terms, a, ao, lda, 1, to, at);
    }

    /// One tile, element by element, from a term on.
    private static void move(
            int rows, int from, int terms, float[] a, int ao, int rowStride, int termStride, float[] to, int at) {
        for (int p = from; p < terms; p++) {
            for (int i = 0; i < ROWS; i++) {
                to[at + p * TERM + i] = a[ao + Math.min(i, rows - 1) * rowStride + p * termStride];
            }
        }
    }
}
