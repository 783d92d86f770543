package formers.tensor;

import formers.tensor.threads.Threads;

/// What computes, and with how many threads.
public final class Engine {

    private Engine() {}

    /// Threads that take part in an operation.
    public static int threads() {
        return Threads.count();
    }

    /// Uses `count` threads from now on; results keep their bits, only speed changes.
    ///
    /// @throws IllegalArgumentException if `count` is below 1
    public static void useThreads(int count) {
        Threads.setCount(count);
    }

    /// Which kernels run, how wide, and why.
    public static String description() {
        return Backend.current().description();
    }
}
