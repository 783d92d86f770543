package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;
import static formers.tensor.kernels.RegisterTiles.PINNED;
import static formers.tensor.kernels.RegisterTiles.WIDEST;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// How the columns of a block of B are cut into panels, one tile wide each: as many of the widest kind
/// as fit, then narrower ones, so that 65 columns cost little more than 64.
///
/// A packed panel holds its columns side by side for each term, zeros to the right of the last.
///
/// @param total columns of the block
/// @param wide  panels of the widest kind
record ColumnPanels(int total, int wide) {

    static ColumnPanels cut(int columns) {
        return new ColumnPanels(columns, columns / (WIDEST * LANES));
    }

    /// Vectors the columns right of the wide panels need; three of them are cut into two and one.
    private int restVectors() {
        return Math.ceilDiv(total - wide * WIDEST * LANES, LANES);
    }

    int count() {
        int rest = restVectors();
        return wide + (rest == 0 ? 0 : rest == 3 ? 2 : 1);
    }

    /// Vectors across a panel: 4, 2 or 1.
    int vectors(int panel) {
        if (panel < wide) {
            return WIDEST;
        }
        int rest = restVectors();
        return rest == 3 ? (panel == wide ? 2 : 1) : rest;
    }

    /// The first column of a panel.
    int column(int panel) {
        return panel <= wide ? panel * WIDEST * LANES : (wide * WIDEST + 2) * LANES;
    }

    /// Columns of a panel, the zeros not counted.
    int columns(int panel) {
        return Math.min(vectors(panel) * LANES, total - column(panel));
    }

    /// The column after a panel's last.
    int end(int panel) {
        return column(panel) + columns(panel);
    }

    /// Whether a panel has no zeros.
    boolean full(int panel) {
        return columns(panel) == vectors(panel) * LANES;
    }

    /// Columns of all panels, the zeros counted.
    int width() {
        return (wide * WIDEST + restVectors()) * LANES;
    }

    /// Where a panel begins in the packed block.
    int start(int panel, int terms) {
        return column(panel) * terms;
    }

    /// Packs panels `from..to-1` of the block that begins at `b[bo]`.
    ///
    /// @param tb the block is stored by columns, `ldb` apart
    /// @param at where the packed block begins
    void pack(int from, int to, boolean tb, int terms, float[] b, int bo, int ldb, float[] packed, int at) {
        int panel = from;
        if (PINNED && !tb) {
            panel = Math.max(from, Math.min(to, wide));
            copyPairs(panel - from, terms, b, bo + column(from), ldb, packed, at + start(from, terms));
        }
        for (; panel < to; panel++) {
            pack(panel, tb, terms, b, bo, ldb, packed, at);
        }
    }

    private void pack(int panel, boolean tb, int terms, float[] b, int bo, int ldb, float[] packed, int at) {
        int width = vectors(panel) * LANES;
        int columns = columns(panel);
        int to = at + start(panel, terms);
        if (columns < width) {
            Arrays.fill(packed, to, to + width * terms, 0);
        }
        if (tb) {
            transpose(columns, terms, b, bo + column(panel) * ldb, ldb, packed, to, width);
        } else {
            int from = bo + column(panel);
            for (int p = 0; p < terms; p++) {
                System.arraycopy(b, from + p * ldb, packed, to + p * width, columns);
            }
        }
    }

    /// Panels of two vectors beside each other, all of a term one after the other, as they lie in memory.
    private static void copyPairs(int panels, int terms, float[] b, int bo, int ldb, float[] packed, int at) {
        for (int p = 0; p < terms; p++) {
            for (int panel = 0; panel < panels; panel++) {
                int from = bo + p * ldb + panel * 2 * LANES;
                int to = at + (panel * terms + p) * 2 * LANES;
                FloatVector.fromArray(F, b, from).intoArray(packed, to);
                FloatVector.fromArray(F, b, from + LANES).intoArray(packed, to + LANES);
            }
        }
    }

    /// `to[p, j] = from[j, p]`, eight rows at a time: as many streams of reads as the memory follows,
    /// and half a cache line written at once.
    static void transpose(
            int rows, int columns, float[] from, int fo, int fromStride, float[] to, int at, int toStride) {
        int j = 0;
        for (; j <= rows - 8; j += 8) {
            int row = fo + j * fromStride;
            int turned = PINNED ? SquareTranspose.turn(8, columns, from, row, fromStride, to, at + j, toStride) : 0;
            eight(turned, columns, from, row, fromStride, to, at + j, toStride);
        }
        for (; j < rows; j++) {
            int row = fo + j * fromStride;
            for (int p = 0; p < columns; p++) {
                to[at + p * toStride + j] = from[row + p];
            }
        }
    }

    private static void eight(
            int first, int columns, float[] from, int f0, int fromStride, float[] to, int at, int toStride) {
        int f1 = f0 + fromStride;
        int f2 = f1 + fromStride;
        int f3 = f2 + fromStride;
        int f4 = f3 + fromStride;
        int f5 = f4 + fromStride;
        int f6 = f5 + fromStride;
        int f7 = f6 + fromStride;
        for (int p = first, t = at + first * toStride; p < columns; p++, t += toStride) {
            to[t] = from[f0 + p];
            to[t + 1] = from[f1 + p];
            to[t + 2] = from[f2 + p];
            to[t + 3] = from[f3 + p];
            to[t + 4] = from[f4 + p];
            to[t + 5] = from[f5 + p];
            to[t + 6] = from[f6 + p];
            to[t + 7] = from[f7 + p];
        }
    }
}
