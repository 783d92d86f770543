package formers.tensor;

import formers.tensor.kernels.AdamWStep;
import formers.tensor.kernels.OptimizerKernels;
import formers.tensor.threads.Threads;

/// Parameter updates on the CPU.
final class CpuUpdates implements Backend.Updates {

    private final OptimizerKernels kernels;

    CpuUpdates(OptimizerKernels kernels) {
        this.kernels = kernels;
    }

    @Override
    public void adamW(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamWUpdate step) {
        var numbers = AdamWStep.at(
                step.step(),
                step.rate(),
                step.beta1(),
                step.beta2(),
                step.epsilon(),
                step.decay(),
                step.gradientScale());
        float[] p = parameter.floats();
        float[] g = gradient.floats();
        float[] m = firstMoment.floats();
        float[] v = secondMoment.floats();
        Threads.forRanges(
                parameter.size(),
                CpuBackend.GRAIN,
                (i, end) -> kernels.adamW(
                        numbers,
                        p,
                        parameter.offset() + i,
                        g,
                        gradient.offset() + i,
                        m,
                        firstMoment.offset() + i,
                        v,
                        secondMoment.offset() + i,
                        end - i));
    }
}
