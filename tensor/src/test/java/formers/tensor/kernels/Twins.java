package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

/// Both implementations, and arrays to try them on.
final class Twins {

    /// Lengths around every vector width from 4 to 16 lanes, chunks and blocks.
    static final int[] LENGTHS = {0, 1, 3, 7, 8, 15, 16, 17, 31, 63, 64, 65, 257, 4098};

    static final Kernels SCALAR = Kernels.scalar("asked for by a test");
    static final Kernels VECTOR = Kernels.vector("asked for by a test");

    /// Elements before and after a range, which no kernel may touch.
    static final int MARGIN = 5;

    private Twins() {}

    /// Numbers from `low` to `high`, with room around `n` of them.
    static float[] random(long seed, int n, double low, double high) {
        var random = new SplittableRandom(seed);
        var x = new float[n + 2 * MARGIN];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(low, high);
        }
        return x;
    }

    /// Equal, or both NaN, or within `tolerance` times the larger of 1 and the expected magnitude.
    static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (!close(actual[i], expected[i], tolerance)) {
                throw new AssertionError(
                        "%s: element %d is %s, expected %s".formatted(what, i, actual[i], expected[i]));
            }
        }
    }

    static boolean close(double actual, double expected, double tolerance) {
        return Double.compare(actual, expected) == 0
                || Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
    }

    /// Elements outside `MARGIN .. MARGIN + n` are what they were.
    static void assertMargins(String what, float[] after, float[] before, int n) {
        for (int i = 0; i < after.length; i++) {
            if ((i < MARGIN || i >= MARGIN + n) && Float.compare(after[i], before[i]) != 0) {
                throw new AssertionError("%s wrote element %d outside its range".formatted(what, i - MARGIN));
            }
        }
    }
}
