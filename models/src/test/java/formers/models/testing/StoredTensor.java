package formers.models.testing;

import java.util.Arrays;

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
