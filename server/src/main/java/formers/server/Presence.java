package formers.server;

import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Whether a client that waits for a whole answer is still there.
///
/// One that has closed its connection has ended what it sends, and so has one that closed only its half and
/// still reads; only sending tells them apart. What may be sent before an answer is an interim response
/// (RFC 9110, section 15.2), which every client of HTTP/1.1 must know: to the first kind, the second of
/// them fails. Clients of HTTP/1.0 do not know them: they have gone when they have ended what they send.
final class Presence {

    /// How often to look.
    static final Duration PERIOD = Duration.ofMillis(250);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private static final byte[] STILL_PROCESSING =
            "HTTP/1.1 102 Processing\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final WatchedEndPoint endPoint;
    private final boolean knowsInterim;
    private Duration silence = PERIOD;
    private long nextSending = System.nanoTime();

    private Presence(WatchedEndPoint endPoint, boolean knowsInterim) {
        this.endPoint = endPoint;
        this.knowsInterim = knowsInterim;
    }

    static Presence of(Context context) {
        return new Presence(
                context.attribute(WatchedConnector.END_POINT),
                !context.protocol().equals("HTTP/1.0"));
    }

    /// Looks. To be called every [#PERIOD], while nothing has been sent of the answer.
    ///
    /// @throws IOException if the client has gone
    void require() throws IOException {
        if (!endPoint.inputEnded()) {
            return;
        }
        if (!knowsInterim) {
            throw new EOFException("the client has gone");
        }
        if (System.nanoTime() - nextSending >= 0) {
            endPoint.send(STILL_PROCESSING);
            nextSending = System.nanoTime() + silence.toNanos();
            var longer = silence.multipliedBy(2);
            silence = longer.compareTo(LONGEST_SILENCE) < 0 ? longer : LONGEST_SILENCE;
        }
    }
}
