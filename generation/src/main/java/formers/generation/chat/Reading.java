package formers.generation.chat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What a thread of its own reads, while others do something else.
///
/// @param <T> what that is
public final class Reading<T> {

    private final FutureTask<T> task;

    private Reading(Callable<T> reader) {
        task = new FutureTask<>(reader);
    }

    /// Begins.
    ///
    /// @param name of the thread
    public static <T> Reading<T> begin(String name, Callable<T> reader) {
        var reading = new Reading<>(reader);
        Thread.ofPlatform().daemon().name(name).start(reading.task);
        return reading;
    }

    /// Waits for it.
    ///
    /// @throws IOException if reading failed with one; other failures are thrown as they are
    public T await() throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while something was read");
        }
    }
}
