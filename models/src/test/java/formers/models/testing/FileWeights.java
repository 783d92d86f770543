package formers.models.testing;

/// Builds the parts of a model from tensors as they lie in the file.
record FileWeights(TensorSource source) {

    double[] vector(String name, int length) {
        return source.get(name, length);
    }

    double[][] matrix(String name, int rows, int columns) {
        return Vectors.split(source.get(name, rows, columns), columns);
    }

    /// A linear layer, whose matrix is stored as `[out, in]`.
    Affine linear(String name, int out, int in, boolean bias) {
        double[][] weight = matrix(name + ".weight", out, in);
        return bias ? new Affine(weight, vector(name + ".bias", out)) : Affine.withoutBias(weight);
    }

    /// A linear layer with bias in the way of GPT-1 and GPT-2, whose matrix is stored as `[in, out]`.
    Affine conv1d(String name, int in, int out) {
        return new Affine(transposed(matrix(name + ".weight", in, out)), vector(name + ".bias", out));
    }

    Layer layerNorm(String name, int width, double epsilon) {
        return Norms.layer(vector(name + ".weight", width), vector(name + ".bias", width), epsilon);
    }

    Layer layerNormWithoutBias(String name, int width, double epsilon) {
        return Norms.layer(vector(name + ".weight", width), new double[width], epsilon);
    }

    Layer rmsNorm(String name, int width, double epsilon) {
        return Norms.rms(vector(name + ".weight", width), epsilon);
    }

    static double[][] transposed(double[][] matrix) {
        var transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }
}
