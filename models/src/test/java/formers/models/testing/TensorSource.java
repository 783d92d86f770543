package formers.models.testing;

/// Where a reference model gets its weights: by their name in the file, with the shape that they must have there.
interface TensorSource {

    /// The values, row-major. The caller leaves them as they are.
    double[] get(String name, int... shape);

    boolean has(String name);
}
