package formers.tensor.kernels;

import static formers.tensor.kernels.Twins.LENGTHS;
import static formers.tensor.kernels.Twins.MARGIN;
import static formers.tensor.kernels.Twins.SCALAR;
import static formers.tensor.kernels.Twins.VECTOR;
import static formers.tensor.kernels.Twins.assertClose;
import static formers.tensor.kernels.Twins.assertMargins;
import static formers.tensor.kernels.Twins.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OptimizerKernelsTest {

    @Test
    void threeStepsByHand() {
        double rate = 0.1;
        double beta1 = 0.9;
        double beta2 = 0.99;
        double eps = 1e-3;
        double decay = 0.2;
        for (var kernels : new Kernels[] {SCALAR, VECTOR}) {
            float[] ps = {1.5f};
            float[] ms = {0};
            float[] vs = {0};
            double p = 1.5;
            double m = 0;
            double v = 0;
            for (int t = 1; t <= 3; t++) {
                double g = 0.5 * (0.3 * t); // scaled by a half
                m = beta1 * m + (1 - beta1) * g;
                v = beta2 * v + (1 - beta2) * g * g;
                double mHat = m / (1 - Math.pow(beta1, t));
                double vHat = v / (1 - Math.pow(beta2, t));
                p -= rate * (mHat / (Math.sqrt(vHat) + eps) + decay * p);
                var step = AdamWStep.at(t, 0.1f, 0.9f, 0.99f, 1e-3f, 0.2f, 0.5f);
                float[] gs = {0.3f * t};
                kernels.optimizer().adamW(step, ps, 0, gs, 0, ms, 0, vs, 0, 1);
                assertThat((double) ps[0]).isCloseTo(p, within(1e-6));
                assertThat((double) ms[0]).isCloseTo(m, within(1e-7));
                assertThat((double) vs[0]).isCloseTo(v, within(1e-7));
                assertThat(gs[0]).isEqualTo(0.3f * t);
            }
        }
    }

    @Test
    void twinsAgree() {
        var step = AdamWStep.at(7, 1e-2f, 0.9f, 0.999f, 1e-8f, 0.1f, 0.7f);
        for (int n : LENGTHS) {
            float[] p = random(1, n, -1, 1);
            float[] g = random(2, n, -1, 1);
            float[] m = random(3, n, -1, 1);
            float[] v = random(4, n, 0, 1);
            float[] p1 = p.clone();
            float[] m1 = m.clone();
            float[] v1 = v.clone();
            float[] p2 = p.clone();
            float[] m2 = m.clone();
            float[] v2 = v.clone();
            SCALAR.optimizer().adamW(step, p1, MARGIN, g, MARGIN, m1, MARGIN, v1, MARGIN, n);
            VECTOR.optimizer().adamW(step, p2, MARGIN, g, MARGIN, m2, MARGIN, v2, MARGIN, n);
            assertClose("p", p2, p1, 3e-7);
            assertClose("m", m2, m1, 3e-7);
            assertClose("v", v2, v1, 3e-7);
            assertMargins("p", p2, p, n);
            assertMargins("m", m2, m, n);
            assertMargins("v", v2, v, n);
        }
    }
}
