package formers.models.nn;

import formers.tensor.RandomSource;
import formers.tensor.Tensor;

/// How a parameter starts when it is not loaded.
@FunctionalInterface
public interface Initializer {

    /// Overwrites `parameter`; what is drawn depends on `random` alone.
    void fill(Tensor parameter, RandomSource random);

    /// Normal with mean 0.
    static Initializer normal(float deviation) {
        return (parameter, random) -> parameter.fillNormal(0, deviation, random);
    }

    /// Every element the same.
    static Initializer constant(float value) {
        return (parameter, _) -> parameter.fill(value);
    }

    /// Uniform in `±√(6/(rows + columns))`, so that signals keep their size in both directions (Glorot &
    /// Bengio 2010, equation 16). For a matrix `[rows, columns]`.
    static Initializer xavier() {
        return (parameter, random) -> {
            float bound = (float) Math.sqrt(6.0 / (parameter.extent(0) + parameter.extent(1)));
            parameter.fillUniform(-bound, bound, random);
        };
    }

    /// Orthogonal matrices, one below the other, uniform among all: normal ones made orthonormal row by row
    /// (Saxe et al. 2014, arXiv:1312.6120). For a parameter `[k·n, n]`.
    static Initializer orthogonal() {
        return (parameter, random) -> {
            parameter.fillNormal(0, 1, random);
            if (parameter.rank() != 2 || parameter.extent(0) % parameter.extent(1) != 0) {
                throw new IllegalArgumentException(
                        "orthogonal matrices are square, [n, n], or several of them, [k·n, n]; found "
                                + parameter.shape());
            }
            int n = parameter.extent(1);
            for (int first = 0; first < parameter.extent(0); first += n) {
                var square = parameter.slice(0, first, first + n);
                square.set(Orthonormal.rows(square.toArray(), n));
            }
        };
    }
}
