package formers.tensor;

import formers.tensor.kernels.Kernels;

/// Which backend computes: the CPU with the kernels this JVM runs best, unless a test puts another in its place.
final class Backends {

    static Backend current = new CpuBackend(Kernels.best());

    private Backends() {}
}
