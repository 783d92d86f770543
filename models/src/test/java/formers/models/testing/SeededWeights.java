package formers.models.testing;

import java.nio.charset.StandardCharsets;

/// Weights that follow from a tensor's name alone, so that models in any language or precision can be given
/// the same ones and their outputs be written down as golden values.
///
/// `h = FNV-1a-32(name)`; element k of the row-major flattened tensor mixes `h + k·0x9E3779B9 mod 2³²` to
/// `u ∈ [0, 1)` and is `(2u - 1)·scale + center`.
public final class SeededWeights {

    private SeededWeights() {}

    /// `count` values, uniform in `center ± scale`.
    public static double[] values(String name, int count, double scale, double center) {
        int hash = fnv1a(name);
        var values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = (2 * uniform(hash, k) - 1) * scale + center;
        }
        return values;
    }

    /// The same, rounded to float32.
    public static float[] floats(String name, int count, double scale, double center) {
        double[] values = values(name, count, scale, center);
        var floats = new float[count];
        for (int k = 0; k < count; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    /// The weights of the recorded checkpoints of Hugging Face families: `0 ± 0.3`, rounded to float32,
    /// except for vectors named `….weight`, the scales of norms, which are `center ± 0.2` (`center` is 1,
    /// or 0 for the Gemma family).
    public static float[] checkpoint(String name, double center, int... shape) {
        int count = 1;
        for (int length : shape) {
            count *= length;
        }
        return shape.length == 1 && name.endsWith(".weight")
                ? floats(name, count, 0.2, center)
                : floats(name, count, 0.3, 0);
    }

    /// The k-th uniform number of a stream.
    static double uniform(int hash, int k) {
        int z = hash + k * 0x9E3779B9;
        z ^= z >>> 16;
        z *= 0x85EBCA6B;
        z ^= z >>> 13;
        z *= 0xC2B2AE35;
        z ^= z >>> 16;
        return Integer.toUnsignedLong(z) * 0x1p-32;
    }

    static int fnv1a(String name) {
        int hash = 0x811C9DC5;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        return hash;
    }
}
