package formers.cli;

import java.util.concurrent.CountDownLatch;

/// While it is open, Ctrl-C asks what is running to stop, and the process ends only after this is closed. The
/// process waits for that and not for a thread, which may itself be waiting in [System#exit].
final class StopOnExit implements AutoCloseable {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private final Runnable farewell;

    /// @param stop     asks what is running to stop at its next step; called by another thread
    /// @param farewell said last when the process is ending
    StopOnExit(Runnable stop, Runnable farewell) {
        this.farewell = farewell;
        hook = new Thread(() -> {
            stop.run();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the JVM is going down anyway
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            farewell.run();
        } finally {
            ended.countDown();
        }
    }
}
