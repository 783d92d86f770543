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
}
