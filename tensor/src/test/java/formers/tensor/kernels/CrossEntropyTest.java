package formers.tensor.kernels;

import static formers.tensor.kernels.Twins.MARGIN;
import static formers.tensor.kernels.Twins.SCALAR;
import static formers.tensor.kernels.Twins.VECTOR;
import static formers.tensor.kernels.Twins.assertMargins;
import static formers.tensor.kernels.Twins.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cross-entropy with every option against its definition: probabilities, a target distribution, a sum.
class CrossEntropyTest {

    private static final int ROWS = 4;
    private static final int IGNORED = -7;

    record Case(Kernels kernels, int width, float smoothing, boolean weighted) {}

    static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (var kernels : new Kernels[] {SCALAR, VECTOR}) {
            for (int width : new int[] {1, 5, 16, 37, 2100}) {
                for (float smoothing : new float[] {0, 0.1f, 1}) {
                    cases.add(new Case(kernels, width, smoothing, false));
                    cases.add(new Case(kernels, width, smoothing, true));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheDefinition(Case c) {
        int n = ROWS * c.width;
        float[] logits = random(1, n, -5, 5);
        float[] weights = c.weighted ? Arrays.copyOf(random(2, c.width, 0, 2), c.width) : null;
        var options = new CrossEntropyOptions(IGNORED, c.smoothing, weights);
        int[] targets = {c.width - 1, 0, IGNORED, c.width / 2};
        float scale = -0.5f;
        var loss = new float[ROWS];
        var lossAlone = new float[ROWS];
        var kernels = c.kernels.softmax();
        kernels.crossEntropy(ROWS, c.width, logits, MARGIN, targets, 0, options, lossAlone, 0);
        float[] before = random(3, n, -1, 1);
        float[] written = before.clone();
        float[] inPlace = logits.clone();
        kernels.crossEntropyWithGradient(
                ROWS, c.width, logits, MARGIN, targets, 0, options, loss, 0, scale, written, MARGIN);
        kernels.crossEntropyWithGradient(
                ROWS, c.width, inPlace, MARGIN, targets, 0, options, new float[ROWS], 0, scale, inPlace, MARGIN);
        assertMargins("gradient", written, before, n);
        for (int r = 0; r < ROWS; r++) {
            double[] p = probabilities(logits, MARGIN + r * c.width, c.width);
            double[] wanted = target(targets[r], c.width, options);
            double total = Arrays.stream(wanted).sum();
            double expected = 0;
            for (int i = 0; i < c.width; i++) {
                expected -= wanted[i] * Math.log(p[i]);
                int at = MARGIN + r * c.width + i;
                double gradient = scale * (total * p[i] - wanted[i]);
                if (!Twins.close(written[at], gradient, 2e-6) || inPlace[at] != written[at]) {
                    throw new AssertionError("gradient %d of row %d: %s, in place: %s, expected %s"
                            .formatted(i, r, written[at], inPlace[at], gradient));
                }
            }
            assertThat((double) loss[r]).isCloseTo(expected, within(2e-6 * (1 + expected)));
            assertThat((double) lossAlone[r]).isCloseTo(expected, within(2e-6 * (1 + expected)));
        }
    }

    private static double[] probabilities(float[] logits, int at, int width) {
        var p = new double[width];
        double sum = 0;
        for (int i = 0; i < width; i++) {
            p[i] = Math.exp(logits[at + i]);
            sum += p[i];
        }
        for (int i = 0; i < width; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /// The target distribution times the class weights; nothing at all for an ignored target.
    private static double[] target(int target, int width, CrossEntropyOptions options) {
        var wanted = new double[width];
        if (target != IGNORED) {
            Arrays.fill(wanted, options.labelSmoothing() / (double) width);
            wanted[target] += 1 - options.labelSmoothing();
            for (int i = 0; i < width; i++) {
                wanted[i] *= options.classWeights() == null ? 1 : options.classWeights()[i];
            }
        }
        return wanted;
    }

    /// A loss that is infinite says so: NaN would hide which way it went.
    @Test
    void anInfiniteLossIsInfinite() {
        float[] logits = {Float.POSITIVE_INFINITY, 0, 1};
        for (var kernels : new Kernels[] {SCALAR, VECTOR}) {
            var alone = new float[1];
            var loss = new float[1];
            var softmax = kernels.softmax();
            softmax.crossEntropy(1, 3, logits, 0, new int[] {1}, 0, CrossEntropyOptions.PLAIN, alone, 0);
            softmax.crossEntropyWithGradient(
                    1, 3, logits, 0, new int[] {1}, 0, CrossEntropyOptions.PLAIN, loss, 0, 1, new float[3], 0);
            assertThat(alone).containsExactly(Float.POSITIVE_INFINITY);
            assertThat(loss).containsExactly(Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void aTargetBeyondTheClassesIsRefused() {
        for (var kernels : new Kernels[] {SCALAR, VECTOR}) {
            for (int target : new int[] {-1, 3}) {
                assertThatThrownBy(() -> kernels.softmax()
                                .crossEntropy(
                                        1,
                                        3,
                                        new float[3],
                                        0,
                                        new int[] {target},
                                        0,
                                        CrossEntropyOptions.PLAIN,
                                        new float[1],
                                        0))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContaining("0 to 2")
                        .hasMessageContaining("was " + target);
            }
        }
    }

    @Test
    void smoothingIsAShare() {
        assertThatThrownBy(() -> new CrossEntropyOptions(-100, 1.5f, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }
}
