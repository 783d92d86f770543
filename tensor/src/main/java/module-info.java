/// The tensor engine: shapes, autograd, kernels, thread pool, random numbers. Depends on nothing but the JDK.
module formers.tensor {
    requires jdk.incubator.vector;

    exports formers.tensor;
    exports formers.tensor.limits;
    exports formers.tensor.packed;
}
