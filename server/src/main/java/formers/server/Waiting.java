package formers.server;

import formers.generation.serving.TextEngine;
import formers.server.Answering.Event;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Waits for whole answers.
final class Waiting {

    /// Beyond what the answer itself may take.
    private static final Duration SLACK = Duration.ofSeconds(30);

    private Waiting() {}

    /// @param patience longest time that an answer may take; it then ends where it is
    /// @throws ApiException if it takes longer
    static void collect(
            Answering answering, TextEngine.Running running, int choices, Duration patience, Consumer<Event> taker)
            throws InterruptedException {
        var longest = patience.plus(SLACK);
        boolean complete = false;
        try {
            int ended = 0;
            while (ended < choices) {
                var event = answering.events.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    throw ApiException.of(503, "server_error", "timeout", "no answer within %s".formatted(longest));
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
