package formers.models.testing;

import java.util.Arrays;
import java.util.stream.Stream;

/// A tensor as a checkpoint stores it.
///
/// @param values row-major
public record StoredTensor(int[] shape, double[] values) {

    public StoredTensor {
        if (size(shape) != values.length) {
            throw new IllegalArgumentException(
                    "%d values cannot have the shape %s".formatted(values.length, Arrays.toString(shape)));
        }
    }

    /// Tensors one below the other.
    static StoredTensor stacked(StoredTensor... tensors) {
        int[] shape = tensors[0].shape.clone();
        shape[0] = Stream.of(tensors).mapToInt(tensor -> tensor.shape[0]).sum();
        return new StoredTensor(
                shape,
                Stream.of(tensors)
                        .flatMapToDouble(tensor -> Arrays.stream(tensor.values))
                        .toArray());
    }

    /// A tensor of zeros of the same shape.
    StoredTensor zeros() {
        return new StoredTensor(shape, new double[values.length]);
    }

    /// The values rounded to float32; seeded ones are already.
    public float[] floats() {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static int size(int... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
