package formers.benchmarks;

/// Something that can do the workloads: Formers, or a peer. Peers are found as services of this interface.
interface Engine {

    /// As in the head of a table, with the version where there is one.
    String name();

    /// Computes with so many threads from now on.
    void useThreads(int count);

    /// Makes the operands, and returns the work, ready to run.
    Prepared prepare(Workload workload);
}
