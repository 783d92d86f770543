package formers.benchmarks;

/// A workload with its operands in an engine's memory.
interface Prepared extends AutoCloseable {

    /// Does the work once.
    void run();

    /// Does the work once more and copies out what it computes, to be compared between engines: results
    /// of operations, gradients, or the loss of a training step before its update.
    float[] result();

    @Override
    void close();
}
