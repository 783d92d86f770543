package formers.models.formal;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// The few operations on `double[rows][columns]` that the algorithms are made of. No result shares memory
/// with an argument.
final class Matrices {

    private Matrices() {}

    static int columns(double[][] A) {
        return A.length == 0 ? 0 : A[0].length;
    }

    static String shape(double[][] A) {
        return "[%d, %d]".formatted(A.length, columns(A));
    }

    /// `A B`: `[m, k]` times `[k, n]` is `[m, n]`.
    static double[][] product(double[][] A, double[][] B) {
        if (columns(A) != B.length) {
            throw new IllegalArgumentException(
                    "product of %s and %s: the first needs %d columns, one per row of the second"
                            .formatted(shape(A), shape(B), B.length));
        }
        var C = new double[A.length][columns(B)];
        for (int i = 0; i < A.length; i++) {
            for (int j = 0; j < columns(B); j++) {
                for (int k = 0; k < B.length; k++) {
                    C[i][j] += A[i][k] * B[k][j];
                }
            }
        }
        return C;
    }

    /// `W X + b 1ᵀ`: the linear map of every column, `W` `[out, in]`, `X` `[in, ℓ]`, `b` `[out]`.
    static double[][] affine(double[][] W, double[][] X, double[] b) {
        var Y = product(W, X);
        requireLength("b", b, W.length);
        for (int i = 0; i < Y.length; i++) {
            for (int t = 0; t < Y[i].length; t++) {
                Y[i][t] += b[i];
            }
        }
        return Y;
    }

    /// `W x + b` for one vector.
    static double[] affine(double[][] W, double[] x, double[] b) {
        return column(affine(W, asColumn(x), b), 0);
    }

    static double[][] sum(double[][] A, double[][] B) {
        if (A.length != B.length || columns(A) != columns(B)) {
            throw new IllegalArgumentException("sum of %s and %s: shapes must be equal".formatted(shape(A), shape(B)));
        }
        var C = copy(A);
        for (int i = 0; i < C.length; i++) {
            for (int j = 0; j < C[i].length; j++) {
                C[i][j] += B[i][j];
            }
        }
        return C;
    }

    static double[][] map(double[][] A, DoubleUnaryOperator f) {
        var B = copy(A);
        for (var row : B) {
            for (int j = 0; j < row.length; j++) {
                row[j] = f.applyAsDouble(row[j]);
            }
        }
        return B;
    }

    /// `softmax(A)[i, j] = exp A[i, j] / Σ_k exp A[k, j]`: every column becomes a distribution.
    static double[][] softmax(double[][] A) {
        var P = new double[A.length][columns(A)];
        for (int j = 0; j < columns(A); j++) {
            setColumn(P, j, softmax(column(A, j)));
        }
        return P;
    }

    /// `exp a[i] / Σ_k exp a[k]`. Subtracting the largest entry changes nothing and keeps `exp` from
    /// overflowing.
    static double[] softmax(double[] a) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : a) {
            max = Math.max(max, value);
        }
        var p = new double[a.length];
        double total = 0;
        for (int i = 0; i < a.length; i++) {
            p[i] = Math.exp(a[i] - max);
            total += p[i];
        }
        for (int i = 0; i < a.length; i++) {
            p[i] /= total;
        }
        return p;
    }

    /// `[A¹; …; Aⁿ]`, stacked vertically.
    static double[][] stack(List<double[][]> parts) {
        return parts.stream().map(Matrices::copy).flatMap(Arrays::stream).toArray(double[][]::new);
    }

    static double[] column(double[][] A, int j) {
        var column = new double[A.length];
        for (int i = 0; i < A.length; i++) {
            column[i] = A[i][j];
        }
        return column;
    }

    static void setColumn(double[][] A, int j, double[] column) {
        for (int i = 0; i < A.length; i++) {
            A[i][j] = column[i];
        }
    }

    static double[][] asColumn(double[] x) {
        var X = new double[x.length][1];
        setColumn(X, 0, x);
        return X;
    }

    static double[][] copy(double[][] A) {
        var B = new double[A.length][];
        for (int i = 0; i < A.length; i++) {
            B[i] = A[i].clone();
        }
        return B;
    }

    static void requireLength(String name, double[] vector, int length) {
        if (vector.length != length) {
            throw new IllegalArgumentException("%s has %d entries, needs %d".formatted(name, vector.length, length));
        }
    }

    static void requireShape(String name, double[][] matrix, int rows, int columns) {
        if (matrix.length != rows || columns(matrix) != columns) {
            throw new IllegalArgumentException(
                    "%s is %s, needs [%d, %d]".formatted(name, shape(matrix), rows, columns));
        }
    }
}
