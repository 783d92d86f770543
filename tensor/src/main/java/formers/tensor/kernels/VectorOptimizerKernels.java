package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static formers.tensor.kernels.VectorMath.rest;

import jdk.incubator.vector.FloatVector;

/// One loop; memory, at 28 bytes per parameter, is the limit.
final class VectorOptimizerKernels implements OptimizerKernels {

    @Override
    public void adamW(
            AdamWStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        int whole = F.loopBound(n);
        int count = n - whole;
        adamWWhole(step, p, po, g, go, m, mo, v, vo, whole);
        if (count > 0) {
            var restP = rest(p, po + whole, count);
            var restM = rest(m, mo + whole, count);
            var restV = rest(v, vo + whole, count);
            adamWWhole(step, restP, 0, rest(g, go + whole, count), 0, restM, 0, restV, 0, L);
            System.arraycopy(restP, 0, p, po + whole, count);
            System.arraycopy(restM, 0, m, mo + whole, count);
            System.arraycopy(restV, 0, v, vo + whole, count);
        }
    }

    private static void adamWWhole(
            AdamWStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        var scale = FloatVector.broadcast(F, step.gradientScale());
        var beta1 = FloatVector.broadcast(F, step.beta1());
        var beta2 = FloatVector.broadcast(F, step.beta2());
        var rate = FloatVector.broadcast(F, step.rate() / step.correction1());
        var inverse2 = FloatVector.broadcast(F, 1 / step.correction2());
        var kept = FloatVector.broadcast(F, 1 - step.rate() * step.decay());
        for (int i = 0; i < n; i += L) {
            var gradient = load(g, go + i).mul(scale);
            var mean = load(m, mo + i).sub(gradient).fma(beta1, gradient);
            var squared = gradient.mul(gradient);
            var square = load(v, vo + i).sub(squared).fma(beta2, squared);
            var root = square.mul(inverse2).sqrt().add(step.eps());
            load(p, po + i).mul(kept).sub(mean.mul(rate).div(root)).intoArray(p, po + i);
            mean.intoArray(m, mo + i);
            square.intoArray(v, vo + i);
        }
    }
}
