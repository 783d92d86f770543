package formers.server;

import formers.generation.serving.TextEngine;
import formers.server.Answering.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Waits for whole answers, as long as their clients do.
final class Waiting {

    /// Beyond what the answer itself may take.
    private static final Duration SLACK = Duration.ofSeconds(30);

    private Waiting() {}

    /// @param patience longest time that an answer may take; it then ends where it is
    /// @param presence of whoever waits
    /// @throws ApiException if it takes longer
    /// @throws IOException  if the client has gone
    static void collect(
            Answering answering,
            TextEngine.Running running,
            int choices,
            Duration patience,
            Presence presence,
            Consumer<Event> taker)
            throws InterruptedException, IOException {
        var longest = patience.plus(SLACK);
        boolean complete = false;
        try {
            int ended = 0;
            long last = System.nanoTime(); // that something happened
            long look = last + Presence.PERIOD.toNanos();
            while (ended < choices) {
                var event = answering.events.poll(Math.max(0, look - System.nanoTime()), TimeUnit.NANOSECONDS);
                long now = System.nanoTime();
                if (event != null) {
                    last = now;
                    ended += event instanceof Event.End ? 1 : 0;
                    taker.accept(event);
                } else if (now - last >= longest.toNanos()) {
                    throw ApiException.of(503, "server_error", "timeout", "no answer within %s".formatted(longest));
                }
                if (now - look >= 0) {
                    presence.require();
                    look = now + Presence.PERIOD.toNanos();
                }
            }
            complete = true;
        } finally {
            if (!complete) {
                running.cancel();
            }
        }
    }
}
