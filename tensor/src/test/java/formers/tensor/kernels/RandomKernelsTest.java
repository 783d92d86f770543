package formers.tensor.kernels;

import static formers.tensor.kernels.Twins.LENGTHS;
import static formers.tensor.kernels.Twins.MARGIN;
import static formers.tensor.kernels.Twins.SCALAR;
import static formers.tensor.kernels.Twins.VECTOR;
import static formers.tensor.kernels.Twins.assertClose;
import static formers.tensor.kernels.Twins.assertMargins;
import static formers.tensor.kernels.Twins.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomKernelsTest {

    @Test
    void twinsAgreeWhereverARangeStarts() {
        for (int n : LENGTHS) {
            for (long first : new long[] {0, 1, 63, 64, 1000, (1L << 34) + 17}) {
                float[] x = random(1, n, 1, 2);
                float[] before = random(2, n, -1, 1);
                float[] one = before.clone();
                float[] other = before.clone();
                SCALAR.random().dropout(x, MARGIN, one, MARGIN, n, 0.3f, 11, 12, first);
                VECTOR.random().dropout(x, MARGIN, other, MARGIN, n, 0.3f, 11, 12, first);
                assertThat(other).isEqualTo(one);
                SCALAR.random().uniform(11, 12, first, -1, 3, one, MARGIN, n);
                VECTOR.random().uniform(11, 12, first, -1, 3, other, MARGIN, n);
                assertThat(other).isEqualTo(one);
                SCALAR.random().normal(11, 12, first, 1, 2, one, MARGIN, n);
                VECTOR.random().normal(11, 12, first, 1, 2, other, MARGIN, n);
                assertClose("normal", other, one, 3e-6);
                assertMargins("normal", other, before, n);
            }
        }
    }

    @Test
    void rangesMayBeCutAnywhere() {
        int n = 3000;
        for (var kernels : new Kernels[] {SCALAR, VECTOR}) {
            var whole = new float[n];
            var parts = new float[n];
            kernels.random().normal(5, 6, 100, 0, 1, whole, 0, n);
            for (int at = 0; at < n; at += 130) {
                kernels.random().normal(5, 6, 100 + at, 0, 1, parts, at, Math.min(130, n - at));
            }
            assertThat(parts).isEqualTo(whole);
        }
    }

    @Test
    void dropoutKeepsTheMeanAndScalesTheRest() {
        int n = 100_000;
        var x = new float[n];
        Arrays.fill(x, 3);
        var y = new float[n];
        VECTOR.random().dropout(x, 0, y, 0, n, 0.25f, 1, 2, 0);
        int dropped = 0;
        for (float value : y) {
            assertThat(value == 0 || value == 4).isTrue();
            dropped += value == 0 ? 1 : 0;
        }
        assertThat(dropped / (double) n).isCloseTo(0.25, within(0.006)); // four deviations
        VECTOR.random().dropout(x, 0, y, 0, n, 0, 1, 2, 0);
        assertThat(y).isEqualTo(x);
        for (float p : new float[] {1, -0.1f, Float.NaN}) {
            assertThatThrownBy(() -> VECTOR.random().dropout(x, 0, y, 0, 1, p, 1, 2, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(p));
        }
    }

    @Test
    void uniformNumbersFillTheirInterval() {
        int n = 100_000;
        var y = new float[n];
        VECTOR.random().uniform(3, 4, 0, 2, 2.5f, y, 0, n);
        double sum = 0;
        for (float value : y) {
            assertThat(value).isGreaterThanOrEqualTo(2).isLessThan(2.5f);
            sum += value;
        }
        assertThat(sum / n).isCloseTo(2.25, within(0.002));
    }

    @Test
    void normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        int n = 200_000;
        var y = new float[n];
        VECTOR.random().normal(3, 4, 0, 0, 1, y, 0, n);
        double[] moments = new double[5];
        for (int i = 0; i < n; i++) {
            assertThat(Math.abs(y[i])).isLessThan(6.7f);
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(y[i], k) / n;
            }
        }
        assertThat(moments[1]).isCloseTo(0, within(0.01));
        assertThat(moments[2]).isCloseTo(1, within(0.015));
        assertThat(moments[3]).isCloseTo(0, within(0.04));
        assertThat(moments[4]).isCloseTo(3, within(0.1));
        double correlation = 0;
        for (int i = 0; i + Philox.COUNTERS < n; i++) {
            correlation += y[i] * y[i + Philox.COUNTERS] / n;
        }
        assertThat(correlation).isCloseTo(0, within(0.01));
    }

    @Test
    void seedsAndStreamsDiffer() {
        var a = new float[100];
        var b = new float[100];
        VECTOR.random().uniform(1, 1, 0, 0, 1, a, 0, 100);
        VECTOR.random().uniform(2, 1, 0, 0, 1, b, 0, 100);
        assertThat(b).isNotEqualTo(a);
        VECTOR.random().uniform(1, 2, 0, 0, 1, b, 0, 100);
        assertThat(b).isNotEqualTo(a);
    }
}
