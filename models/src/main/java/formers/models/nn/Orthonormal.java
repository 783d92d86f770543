package formers.models.nn;

/// Rows of length 1 at right angles, by the process of Gram and Schmidt in double precision, done twice:
/// what rounding
/// leaves of earlier rows the second time takes.
final class Orthonormal {

    private Orthonormal() {}

    /// @param matrix `[n, n]`
    static float[] rows(float[] matrix, int n) {
        var rows = new double[n][n];
        var result = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = matrix[i * n + j];
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int earlier = 0; earlier < i; earlier++) {
                    subtract(rows[earlier], dot(rows[earlier], rows[i]), rows[i]);
                }
                double length = Math.sqrt(dot(rows[i], rows[i]));
                for (int j = 0; j < n; j++) {
                    rows[i][j] /= length;
                }
            }
            for (int j = 0; j < n; j++) {
                result[i * n + j] = (float) rows[i][j];
            }
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double factor, double[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] -= factor * from[i];
        }
    }
}
