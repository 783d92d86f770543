package formers.server;

import formers.generation.serving.TextEngine;
import formers.server.Answering.Event;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Waits for whole answers.
final class Waiting {

    private Waiting() {}

    /// @param patience longest time that an answer may take from when it is begun; it may wait as long
    ///                 before that
    /// @throws ApiException if it takes longer
    static void collect(
            Answering answering, TextEngine.Running running, int choices, Duration patience, Consumer<Event> taker)
            throws InterruptedException {
        boolean complete = false;
        try {
            int ended = 0;
            while (ended < choices) {
                var event = answering.events.poll(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    throw ApiException.of(
                            503, "server_error", "timeout", "no answer within %s".formatted(patience.multipliedBy(2)));
                }
                ended += event instanceof Event.End ? 1 : 0;
                taker.accept(event);
            }
            complete = true;
        } finally {
            if (!complete) {
                running.cancel();
            }
        }
    }
}
