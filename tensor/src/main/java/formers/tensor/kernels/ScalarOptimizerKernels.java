package formers.tensor.kernels;

/// The definition, element by element.
final class ScalarOptimizerKernels implements OptimizerKernels {

    @Override
    public void adamW(
            AdamWStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        for (int i = 0; i < n; i++) {
            double gradient = step.gradientScale() * (double) g[go + i];
            double mean = step.beta1() * (double) m[mo + i] + (1 - (double) step.beta1()) * gradient;
            double square = step.beta2() * (double) v[vo + i] + (1 - (double) step.beta2()) * gradient * gradient;
            double direction = mean / step.correction1() / (Math.sqrt(square / step.correction2()) + step.eps());
            p[po + i] -= (float) (step.rate() * (direction + step.decay() * (double) p[po + i]));
            m[mo + i] = (float) mean;
            v[vo + i] = (float) square;
        }
    }
}
