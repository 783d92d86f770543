package formers.benchmarks;

import java.util.SplittableRandom;

/// The operands of the workloads, the same numbers for every engine.
final class Inputs {

    private Inputs() {}

    /// Uniform in `[-1, 1)`.
    static float[] floats(long seed, int count) {
        var random = new SplittableRandom(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt() >> 8) * 0x1p-23f;
        }
        return values;
    }

    /// Uniform in `0..bound-1`.
    static int[] ints(long seed, int count, int bound) {
        return new SplittableRandom(seed).ints(count, 0, bound).toArray();
    }
}
