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
}
