package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import formers.tensor.threads.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionKernelsTest {

    private static final AttentionKernels SCALAR = new ScalarAttention();
    private static final AttentionKernels VECTOR = new VectorAttention();

    /// Every feature alone and some together, at sizes that leave tails.
    static List<AttentionProblem> small() {
        var plain = AttentionShape.of(2, 4, 2, 5, 7, 3);
        var square = AttentionShape.of(2, 2, 1, 6, 6, 4);
        var problems = new ArrayList<AttentionProblem>();
        problems.add(AttentionProblem.apart("cross", plain));
        problems.add(AttentionProblem.apart("one of everything", AttentionShape.of(1, 1, 1, 1, 1, 1)));
        problems.add(AttentionProblem.apart("no query", AttentionShape.of(2, 2, 1, 0, 3, 4)));
        problems.add(AttentionProblem.apart("no key", AttentionShape.of(2, 2, 1, 6, 0, 4)));
        problems.add(AttentionProblem.apart("no key for one query", AttentionShape.of(2, 2, 1, 1, 0, 4)));
        problems.add(AttentionProblem.fused("causal", square.withCausal()));
        problems.add(AttentionProblem.fused("window", square.withCausal().withWindow(2)));
        problems.add(AttentionProblem.fused("window, later keys visible", square.withWindow(3)));
        problems.add(AttentionProblem.apart("after a cache", plain.withCausal().withQueryStart(2, 1)));
        problems.add(AttentionProblem.apart(
                "window in a cache", plain.withCausal().withWindow(3).withQueryStart(2, 1)));
        problems.add(AttentionProblem.apart(
                "nothing visible at first", plain.withCausal().withQueryStart(-2, -9)));
        problems.add(AttentionProblem.fused("scale", square.withScale(1.7f)));
        problems.add(AttentionProblem.fused("slopes", square.withCausal().withSlopes(0.5f, 0.0625f)));
        problems.add(AttentionProblem.fused(
                "soft cap", square.withScale(2).withSoftCap(3).withCausal()));
        problems.add(AttentionProblem.apart("key ranges", plain.withKeys(new int[] {2, 0}, new int[] {6, 3})));
        problems.add(
                AttentionProblem.apart("no keys in one sequence", plain.withKeys(new int[] {2, 3}, new int[] {6, 3})));
        problems.add(AttentionProblem.apart("mask", plain.withMask(mask(plain, 4 * 35, 35, 7))));
        problems.add(AttentionProblem.apart("mask for all", plain.withMask(mask(plain, 0, 0, 7))));
        problems.add(AttentionProblem.apart("mask per sequence", plain.withMask(mask(plain, 7, 0, 0))));
        problems.add(AttentionProblem.fused(
                "dropout", square.withDropout(new AttentionDropout(0.4f, 0x123456789ABCDEFL, -5))));
        problems.add(AttentionProblem.fused(
                "all at once",
                square.withCausal()
                        .withWindow(4)
                        .withSlopes(0.25f, 0.125f)
                        .withSoftCap(2)
                        .withKeys(new int[] {1, 0}, new int[] {6, 5})
                        .withMask(mask(square, 36, 0, 6))
                        .withDropout(new AttentionDropout(0.2f, 3, 4))));
        return problems;
    }

    private static AttentionMask mask(AttentionShape shape, int batch, int head, int query) {
        var random = new SplittableRandom(5);
        var array = new float[shape.batch() * shape.heads() * shape.queries() * shape.keys() + 1];
        for (int i = 0; i < array.length; i++) {
            array[i] = random.nextInt(5) == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextDouble(-2, 2);
        }
        return new AttentionMask(array, 1, batch, head, query);
    }

    /// Sizes around the vector and the panel, and every width that is treated apart.
    static List<AttentionProblem> large() {
        var problems = new ArrayList<AttentionProblem>(small());
        for (int width : new int[] {1, 8, 12, 16, 20, 64, 65, 80, 130}) {
            problems.add(AttentionProblem.fused(
                    "width " + width, AttentionShape.of(1, 2, 1, 67, 67, width).withCausal()));
        }
        for (int tokens : new int[] {2, 15, 16, 17, 33, 63, 65, 130, 300}) {
            var shape = AttentionShape.of(1, 2, 1, tokens, tokens, 32).withCausal();
            problems.add(AttentionProblem.fused(tokens + " tokens", shape));
            problems.add(AttentionProblem.fused(
                    tokens + " tokens, window", shape.withCausal().withWindow(40)));
        }
        for (int queries : new int[] {1, 2, 3, 4, 5, 9}) {
            var shape = AttentionShape.of(2, 6, 2, queries, 301, 24);
            problems.add(AttentionProblem.apart(
                    queries + " new queries",
                    shape.withCausal().withQueryStart(250, 301 - queries).withKeys(new int[] {0, 30}, null)));
            problems.add(AttentionProblem.apart(
                    queries + " queries, everything",
                    shape.withCausal()
                            .withWindow(170)
                            .withQueryStart(250, 200)
                            .withSlopes(.5f, .25f, .125f, .1f, .05f, .02f)
                            .withSoftCap(4)
                            .withMask(mask(shape, 6 * 301, 301, 0))));
            problems.add(AttentionProblem.apart(
                    queries + " queries, dropout", shape.withDropout(new AttentionDropout(0.3f, 9, 1))));
        }
        var wide = AttentionShape.of(1, 3, 1, 70, 150, 48);
        problems.add(AttentionProblem.apart("mask over panels", wide.withMask(mask(wide, 0, 150 * 70, 150))));
        problems.add(AttentionProblem.apart(
                "slopes over panels", wide.withSlopes(.05f, .01f, .002f).withQueryStart(80)));
        problems.add(AttentionProblem.apart("cap over panels", wide.withSoftCap(1.5f)));
        problems.add(AttentionProblem.apart(
                "dropout over panels, keys from 3",
                wide.withKeys(new int[] {3}, new int[] {149}).withDropout(new AttentionDropout(0.3f, 9, 1L << 40))));
        return problems;
    }

    @ParameterizedTest
    @MethodSource("small")
    void scalarAgreesWithTheDefinition(AttentionProblem problem) {
        var expected = new AttentionDefinition(problem.shape)
                .forward(
                        dense(problem, problem.q, true),
                        dense(problem, problem.k, false),
                        dense(problem, problem.v, false));
        assertClose("out", dense(problem, problem.solve(SCALAR).out(), true), expected, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("small")
    void scalarGradientsAgreeWithDifferencesOfTheDefinition(AttentionProblem problem) {
        var definition = new AttentionDefinition(problem.shape);
        var operands = new double[][] {
            dense(problem, problem.q, true), dense(problem, problem.k, false), dense(problem, problem.v, false)
        };
        var weights = dense(problem, problem.dOut, true);
        var found = problem.solve(SCALAR);
        var gradients = new double[][] {
            dense(problem, found.dq(), true), dense(problem, found.dk(), false), dense(problem, found.dv(), false)
        };
        double h = 1e-5;
        for (int o = 0; o < operands.length; o++) {
            var expected = new double[operands[o].length];
            for (int e = 0; e < expected.length; e++) {
                double value = operands[o][e];
                operands[o][e] = value + h;
                double above = dot(weights, definition.forward(operands[0], operands[1], operands[2]));
                operands[o][e] = value - h;
                double below = dot(weights, definition.forward(operands[0], operands[1], operands[2]));
                operands[o][e] = value;
                expected[e] = (above - below) / (2 * h);
            }
            assertClose("gradient of operand " + o, gradients[o], expected, 5e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("large")
    void vectorAgreesWithScalar(AttentionProblem problem) {
        var expected = problem.solve(SCALAR);
        var found = problem.solve(VECTOR);
        assertClose("out", found.out().array(), expected.out().array(), 2e-6);
        assertClose("logSumExp", found.logSumExp(), expected.logSumExp(), 2e-6);
        assertClose("dq", found.dq().array(), expected.dq().array(), 5e-6);
        assertClose("dk", found.dk().array(), expected.dk().array(), 5e-6);
        assertClose("dv", found.dv().array(), expected.dv().array(), 5e-6);
    }

    @Test
    void threadsDoNotChangeABit() {
        int before = Threads.count();
        try {
            var problems = large();
            for (int p = 0; p < problems.size(); p += 5) {
                var problem = problems.get(p);
                for (var kernels : new AttentionKernels[] {SCALAR, VECTOR}) {
                    Threads.setCount(1);
                    var one = problem.solve(kernels);
                    Threads.setCount(3);
                    var three = problem.solve(kernels);
                    assertThat(three.out().array())
                            .as("%s, out", problem)
                            .isEqualTo(one.out().array());
                    assertThat(three.logSumExp()).as("%s, logSumExp", problem).isEqualTo(one.logSumExp());
                    assertThat(three.dq().array())
                            .as("%s, dq", problem)
                            .isEqualTo(one.dq().array());
                    assertThat(three.dk().array())
                            .as("%s, dk", problem)
                            .isEqualTo(one.dk().array());
                    assertThat(three.dv().array())
                            .as("%s, dv", problem)
                            .isEqualTo(one.dv().array());
                }
            }
        } finally {
            Threads.setCount(before);
        }
    }

    /// Large scores must not overflow, and a mask of −10⁹ is as good as −∞ beside one of 0.
    @Test
    void survivesExtremeScores() {
        var shape = AttentionShape.of(1, 2, 2, 70, 70, 16).withCausal().withScale(400);
        var array = new float[70];
        java.util.Arrays.fill(array, 1, 70, -1e9f);
        for (var with : List.of(shape, shape.withScale(1).withMask(new AttentionMask(array, 0, 0, 0, 0)))) {
            var problem = AttentionProblem.fused("extreme", with);
            var found = problem.solve(VECTOR);
            assertClose("out", found.out().array(), problem.solve(SCALAR).out().array(), 1e-3);
            assertThat(found.dq().array()).doesNotContain(Float.NaN);
        }
    }

    /// A query's result does not depend on what else is in the call, but for rounding.
    @Test
    void aQueryAloneGetsWhatItGetsInCompany() {
        var all = AttentionProblem.fused(
                "all", AttentionShape.of(2, 4, 2, 150, 150, 64).withCausal());
        var together = all.solve(VECTOR).out();
        for (int i : new int[] {0, 63, 64, 149}) {
            var alone = AttentionShape.of(1, 4, 2, 1, 150, 64).withCausal().withQueryStart(i);
            var out = new float[4 * 64];
            VECTOR.forward(
                    alone, from(all.q, i), from(all.k, 0), from(all.v, 0), Heads.packed(out, 0, 1, 4, 64), null, 0);
            var expected =
                    java.util.Arrays.copyOfRange(together.array(), together.at(1, i, 0, 64), together.at(1, i, 4, 64));
            assertClose("query " + i, out, expected, 1e-6);
        }
    }

    private static Heads from(Heads heads, int row) {
        return new Heads(heads.array(), heads.at(1, row, 0, 64), heads.batchStride(), heads.rowStride());
    }

    private static double[] dense(AttentionProblem problem, Heads operand, boolean queries) {
        var shape = problem.shape;
        int rows = queries ? shape.queries() : shape.keys();
        int heads = queries ? shape.heads() : shape.kvHeads();
        var dense = new double[shape.batch() * rows * heads * shape.width()];
        int to = 0;
        for (int b = 0; b < shape.batch(); b++) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < heads * shape.width(); i++) {
                    dense[to++] = operand.array()[
                            operand.offset() + b * operand.batchStride() + row * operand.rowStride() + i];
                }
            }
        }
        return dense;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(String what, float[] found, float[] expected, double tolerance) {
        assertClose(what, doubles(found), doubles(expected), tolerance);
    }

    private static double[] doubles(float[] values) {
        var doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /// Relative to the largest magnitude that is not a gap.
    private static void assertClose(String what, double[] found, double[] expected, double tolerance) {
        double scale = 1;
        for (double value : expected) {
            if (value != AttentionProblem.GAP && Math.abs(value) < Double.POSITIVE_INFINITY) {
                scale = Math.max(scale, Math.abs(value));
            }
        }
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            if (found[i] != expected[i] && !(Math.abs(found[i] - expected[i]) <= tolerance * scale)) {
                throw new AssertionError("%s at %d: expected %s, found %s".formatted(what, i, expected[i], found[i]));
            }
        }
    }
}
