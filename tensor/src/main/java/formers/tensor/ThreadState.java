package formers.tensor;

/// What the engine remembers per thread: the innermost scope, and whether operations are recorded for gradients.
final class ThreadState {

    private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

    Scope scope;
    boolean recording = true;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }
}
