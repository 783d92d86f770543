package formers.models.decoder;

/// Row-major matrices as files hold them.
final class Matrices {

    private static final int TILE = 32;

    private Matrices() {}

    /// `[rows, columns] → [columns, rows]`, in tiles, so that neither side walks memory in long strides.
    static float[] transposed(float[] matrix, int rows, int columns) {
        var result = new float[matrix.length];
        for (int top = 0; top < rows; top += TILE) {
            for (int left = 0; left < columns; left += TILE) {
                for (int row = top; row < Math.min(top + TILE, rows); row++) {
                    for (int column = left; column < Math.min(left + TILE, columns); column++) {
                        result[column * rows + row] = matrix[row * columns + column];
                    }
                }
            }
        }
        return result;
    }

    /// Row i of the result is row `order[i]` of the matrix.
    static float[] picked(float[] matrix, int[] order) {
        int columns = matrix.length / order.length;
        var result = new float[matrix.length];
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(matrix, order[row] * columns, result, row * columns, columns);
        }
        return result;
    }

    /// Undoes [#picked].
    static float[] putBack(float[] matrix, int[] order) {
        int columns = matrix.length / order.length;
        var result = new float[matrix.length];
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(matrix, row * columns, result, order[row] * columns, columns);
        }
        return result;
    }

    /// Where rows kept in groups (all of the first kind, all of the second, …) stand when the kinds take
    /// turns, `width` rows at a time.
    ///
    /// @param turns rows of one kind, divided by `width`
    static int[] turns(int kinds, int turns, int width) {
        var order = new int[kinds * turns * width];
        for (int row = 0; row < order.length; row++) {
            int kind = row / (turns * width);
            int turn = row / width % turns;
            order[row] = (turn * kinds + kind) * width + row % width;
        }
        return order;
    }
}
