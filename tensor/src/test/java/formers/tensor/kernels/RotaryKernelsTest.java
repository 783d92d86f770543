package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import formers.tensor.threads.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RotaryKernelsTest {

    private static final RotaryKernels SCALAR = new ScalarRotary();
    private static final RotaryKernels VECTOR = new VectorRotary();
    private static final int POSITIONS = 11;

    static List<RotaryShape> shapes() {
        var shapes = new ArrayList<RotaryShape>();
        for (boolean interleaved : new boolean[] {false, true}) {
            shapes.add(new RotaryShape(0, 1, 1, 4, 4, interleaved));
            shapes.add(new RotaryShape(3, 2, 2, 2, 2, interleaved));
            shapes.add(new RotaryShape(5, 4, 3, 7, 6, interleaved));
            shapes.add(new RotaryShape(5, 3, 3, 64, 64, interleaved));
            shapes.add(new RotaryShape(4, 3, 1, 80, 32, interleaved));
            shapes.add(new RotaryShape(120, 6, 4, 54, 50, interleaved));
            shapes.add(new RotaryShape(2, 3, 2, 5, 0, interleaved));
        }
        return shapes;
    }

    private static RotaryTables tables(RotaryShape shape) {
        var random = new SplittableRandom(1);
        var cosines = new float[POSITIONS * shape.pairs() + 3];
        var sines = new float[POSITIONS * shape.pairs() + 1];
        for (int i = 0; i < POSITIONS * shape.pairs(); i++) {
            double angle = random.nextDouble(-4, 4);
            cosines[3 + i] = (float) Math.cos(angle);
            sines[1 + i] = (float) Math.sin(angle);
        }
        return new RotaryTables(cosines, 3, sines, 1, new int[] {99, 10, 0, 7}, 1, 3);
    }

    private static float[] input(RotaryShape shape) {
        return AttentionProblem.random(new SplittableRandom(2), shape.rows() * shape.rowSize() + 1);
    }

    private static float[] rotated(RotaryKernels kernels, RotaryShape shape, boolean inverse, float[] x) {
        var y = new float[x.length + 1];
        kernels.rotate(shape, tables(shape), inverse, x, 1, y, 2);
        return java.util.Arrays.copyOfRange(y, 1, y.length);
    }

    /// As multiplication of `a + ib` by `e^{iθ}`.
    @ParameterizedTest
    @MethodSource("shapes")
    void scalarTurnsComplexNumbers(RotaryShape shape) {
        var x = input(shape);
        var y = rotated(SCALAR, shape, false, x);
        var tables = tables(shape);
        for (int i = 0; i < shape.rows() * shape.rowSize(); i++) {
            int channel = i % shape.width();
            int pair = shape.interleaved() ? channel / 2 : channel % Math.max(1, shape.pairs());
            boolean second = shape.interleaved() ? channel % 2 == 1 : channel >= shape.pairs();
            int apart = shape.interleaved() ? 1 : shape.pairs();
            double expected = x[1 + i];
            if (channel < shape.rotated() && i / shape.width() % shape.allHeads() < shape.heads()) {
                int angle = new int[] {10, 0, 7}[i / shape.rowSize() % 3] * shape.pairs() + pair;
                double partner = x[1 + i + (second ? -apart : apart)];
                expected = expected * tables.cosines()[3 + angle]
                        + (second ? partner : -partner) * tables.sines()[1 + angle];
            }
            if (!(Math.abs(y[1 + i] - expected) <= 1e-6)) {
                throw new AssertionError("element %d: expected %s, found %s".formatted(i, expected, y[1 + i]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void vectorAgreesWithScalar(RotaryShape shape) {
        for (boolean inverse : new boolean[] {false, true}) {
            var x = input(shape);
            assertClose(rotated(VECTOR, shape, inverse, x), rotated(SCALAR, shape, inverse, x), 1e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void turningBackInPlaceRestores(RotaryShape shape) {
        for (var kernels : new RotaryKernels[] {SCALAR, VECTOR}) {
            var x = input(shape);
            kernels.rotate(shape, tables(shape), false, x, 1, x, 1);
            kernels.rotate(shape, tables(shape), true, x, 1, x, 1);
            assertClose(x, input(shape), 2e-6f);
        }
    }

    @Test
    void threadsDoNotChangeABit() {
        var shape = shapes().get(5);
        var x = input(shape);
        int before = Threads.count();
        try {
            Threads.setCount(1);
            var one = rotated(VECTOR, shape, false, x);
            Threads.setCount(3);
            assertThat(rotated(VECTOR, shape, false, x)).isEqualTo(one);
        } finally {
            Threads.setCount(before);
        }
    }

    /// AssertJ takes seconds to compare arrays of this size element by element.
    private static void assertClose(float[] found, float[] expected, float tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
                throw new AssertionError("element %d: expected %s, found %s".formatted(i, expected[i], found[i]));
            }
        }
    }
}
