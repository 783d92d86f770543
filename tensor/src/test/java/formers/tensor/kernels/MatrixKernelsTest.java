package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import formers.tensor.threads.Threads;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixKernelsTest {

    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 33, 63, 64, 65, 96, 97, 129, 257};
    private static final float UNTOUCHED = 1234.5f;

    private final MatrixKernels scalar = new ScalarMatrixKernels();
    private final MatrixKernels vector = new VectorMatrixKernels();

    /// A product whose operands lie in larger arrays: an offset in front, rows further apart than they are long.
    private record Case(
            boolean ta, boolean tb, int m, int n, int k, boolean accumulate, boolean bias, int pad, long seed) {

        static Case random(long seed) {
            var random = new Random(seed);
            return new Case(
                    random.nextBoolean(),
                    random.nextBoolean(),
                    size(random),
                    size(random),
                    size(random),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextInt(3) * 3,
                    seed);
        }

        static Case linear(int m, int n, int k) {
            return new Case(false, true, m, n, k, false, true, 0, m + n + k);
        }

        private static int size(Random random) {
            return SIZES[random.nextInt(SIZES.length)];
        }

        int lda() {
            return (ta ? m : k) + pad;
        }

        int ldb() {
            return (tb ? k : n) + pad;
        }

        int ldc() {
            return n + pad;
        }

        /// The array of C after the product, what lies around C included.
        float[] result(MatrixKernels kernels) {
            var random = new Random(seed);
            float[] a = uniform(random, pad + (ta ? k : m) * lda());
            float[] b = uniform(random, 2 * pad + (tb ? n : k) * ldb());
            float[] biases = uniform(random, n + pad);
            float[] c = new float[pad + m * ldc() + 5];
            Arrays.fill(c, UNTOUCHED);
            for (int i = 0; i < m; i++) {
                System.arraycopy(uniform(random, n), 0, c, pad + i * ldc(), n);
            }
            kernels.gemm(
                    ta,
                    tb,
                    m,
                    n,
                    k,
                    a,
                    pad,
                    lda(),
                    b,
                    2 * pad,
                    ldb(),
                    c,
                    pad,
                    ldc(),
                    accumulate,
                    bias ? biases : null,
                    pad);
            return c;
        }
    }

    private static float[] uniform(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    static Stream<Case> sizesAndLayouts() {
        var shared = IntStream.range(0, 400).mapToObj(Case::random);
        return Stream.concat(
                shared,
                Stream.of( // more than one block of columns, of terms, of both
                        new Case(false, true, 50, 1100, 40, true, true, 3, 1),
                        new Case(true, false, 100, 70, 600, false, true, 3, 2),
                        new Case(true, true, 61, 1025, 513, true, false, 0, 3),
                        new Case(false, false, 3, 2100, 70, false, true, 3, 4),
                        new Case(false, true, 2, 3000, 300, true, false, 3, 5),
                        new Case(false, true, 3000, 1, 301, false, true, 0, 6),
                        new Case(true, false, 3000, 1, 301, true, true, 0, 7),
                        new Case(false, false, 30, 1, 301, true, true, 0, 8),
                        new Case(true, true, 1, 301, 77, true, true, 0, 9),
                        new Case(false, true, 33, 66, 77, true, true, 0, 10),
                        // strips; more rows, and more terms, than are packed at once for them
                        new Case(false, false, 265, 515, 1301, false, true, 3, 11),
                        new Case(true, true, 1541, 1543, 21, true, false, 0, 12)));
    }

    @ParameterizedTest
    @MethodSource("sizesAndLayouts")
    void vectorAgreesWithScalar(Case product) {
        float[] expected = product.result(scalar);
        float[] actual = product.result(vector);
        float tolerance = 2e-6f * (float) Math.sqrt(product.k + 1.0) + 1e-6f;
        assertClose(actual, expected, tolerance, product);
    }

    /// Names the first element that is off; the arrays are too long to print.
    private static void assertClose(float[] actual, float[] expected, float tolerance, Object product) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) { // so that NaN fails
                fail("%s: element %d is %s, expected %s", product, i, actual[i], expected[i]);
            }
        }
    }

    private static void assertSameBits(float[] actual, float[] expected, Object product) {
        assertThat(Arrays.mismatch(actual, expected))
                .as("%s, first element that differs", product)
                .isEqualTo(-1);
    }

    @Test
    void scalarFollowsTheDefinition() {
        float[] a = {1, 2, 3, 4, 5, 6};
        float[] b = {1, 0, -1, 2, 1, 0};
        float[] c = {100, 100, 100, 100};
        scalar.gemm(false, false, 2, 2, 3, a, 0, 3, b, 0, 2, c, 0, 2, false, null, 0);
        assertThat(c).containsExactly(2, 4, 5, 10);
        scalar.gemm(false, true, 2, 2, 3, a, 0, 3, b, 0, 3, c, 0, 2, true, new float[] {10, 20}, 0);
        assertThat(c).containsExactly(10, 28, 13, 43);
        scalar.gemm(true, false, 2, 2, 3, a, 0, 2, b, 0, 2, c, 0, 2, false, null, 0);
        assertThat(c).containsExactly(3, 6, 4, 8);
    }

    @ParameterizedTest
    @MethodSource("sizesAndLayouts")
    void nothingAroundTheResultIsTouched(Case product) {
        float[] c = product.result(vector);
        for (int i = 0; i < c.length; i++) {
            int inside = i - product.pad;
            boolean result = inside >= 0 && inside < product.m * product.ldc() && inside % product.ldc() < product.n;
            if (result == (c[i] == UNTOUCHED)) {
                fail("%s: element %d is %s", product, i, c[i]);
            }
        }
    }

    static Stream<Case> worthThreads() {
        return Stream.of(
                new Case(false, true, 300, 200, 300, false, true, 3, 1),
                new Case(true, false, 97, 1100, 129, true, false, 0, 2),
                new Case(false, false, 257, 65, 257, false, true, 0, 3),
                new Case(false, true, 1, 3001, 301, false, true, 0, 4),
                new Case(false, true, 4, 999, 513, true, false, 3, 5),
                new Case(false, false, 1, 2001, 301, false, true, 0, 6),
                new Case(true, false, 3, 700, 513, true, false, 3, 7),
                new Case(false, true, 2001, 1, 301, false, false, 0, 8),
                new Case(false, true, 31, 900, 301, true, true, 3, 9),
                new Case(true, true, 265, 515, 1301, false, true, 3, 10));
    }

    @ParameterizedTest
    @MethodSource("worthThreads")
    void threadsDoNotChangeABit(Case product) {
        int before = Threads.count();
        try {
            Threads.setCount(1);
            float[] alone = product.result(vector);
            Threads.setCount(5);
            assertSameBits(product.result(vector), alone, product);
        } finally {
            Threads.setCount(before);
        }
    }

    /// Warm and cold code must agree, or a seed would not fix a result.
    @Test
    void compilingDoesNotChangeABit() {
        for (var product : new Case[] {Case.linear(1, 37, 301), Case.linear(3, 37, 301), Case.linear(33, 37, 101)}) {
            float[] first = product.result(vector);
            for (int i = 0; i < 3000; i++) {
                assertSameBits(product.result(vector), first, product);
            }
        }
    }

    @Test
    void aRowDoesNotDependOnTheOthers() {
        int n = 70;
        int k = 130;
        var random = new Random(5);
        float[] x = uniform(random, 40 * k);
        float[] w = uniform(random, n * k);
        for (int[] rows : new int[][] {{1, MatrixKernels.FEW_ROWS}, {2, 5}, {MatrixKernels.FEW_ROWS + 1, 40}}) {
            float[] few = new float[rows[0] * n];
            float[] many = new float[rows[1] * n];
            vector.gemm(false, true, rows[0], n, k, x, 0, k, w, 0, k, few, 0, n, false, null, 0);
            vector.gemm(false, true, rows[1], n, k, x, 0, k, w, 0, k, many, 0, n, false, null, 0);
            assertSameBits(Arrays.copyOf(many, few.length), few, rows[0] + " rows and " + rows[1]);
        }
    }

    @Test
    void aBatchIsItsProducts() {
        batchIsItsProducts(37, 5, 33, 17, 33 * 17);
        batchIsItsProducts(37, 5, 33, 17, 0);
        batchIsItsProducts(3, 170, 160, 200, 160 * 200);
        batchIsItsProducts(2, 3, 4, 0, 0);
        batchIsItsProducts(0, 3, 4, 5, 20);
    }

    private void batchIsItsProducts(int batch, int m, int n, int k, int bs) {
        var random = new Random(batch);
        float[] a = uniform(random, 2 + batch * m * k);
        float[] b = uniform(random, 3 + Math.max(1, batch) * n * k);
        float[] expected = uniform(random, 1 + batch * m * n);
        float[] actual = expected.clone();
        for (int i = 0; i < batch; i++) {
            scalar.gemm(
                    false,
                    true,
                    m,
                    n,
                    k,
                    a,
                    2 + i * m * k,
                    k,
                    b,
                    3 + i * bs,
                    k,
                    expected,
                    1 + i * m * n,
                    n,
                    true,
                    null,
                    0);
        }
        vector.batchedGemm(batch, false, true, m, n, k, a, 2, k, m * k, b, 3, k, bs, actual, 1, n, m * n, true);
        assertClose(actual, expected, 1e-4f, batch + " products");
    }

    /// Infinities and NaN of one row stay in it, however the edges are padded.
    @Test
    void notANumberStaysInItsRow() {
        int m = 7;
        int n = 21;
        int k = 9;
        float[] x = uniform(new Random(1), m * k);
        float[] w = uniform(new Random(2), n * k);
        x[3 * k + 2] = Float.NaN;
        float[] c = new float[m * n];
        vector.gemm(false, true, m, n, k, x, 0, k, w, 0, k, c, 0, n, false, null, 0);
        for (int i = 0; i < c.length; i++) {
            assertThat(Float.isNaN(c[i])).as("element %d", i).isEqualTo(i / n == 3);
        }
    }
}
