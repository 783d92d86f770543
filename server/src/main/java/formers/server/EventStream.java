package formers.server;

import formers.generation.serving.TextEngine;
import formers.server.Answering.Event;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends an answer as server-sent events while it is written (WHATWG HTML, section 9.2). A client that has
/// gone is noticed when something is sent to it; while there is nothing to send, comments are.
final class EventStream {

    private static final long SECONDS_OF_SILENCE = 2;

    private static final byte[] ALIVE = bytes(": still here\n\n");
    private static final byte[] DONE = bytes("data: [DONE]\n\n");

    private final OutputStream out;

    EventStream(Context context) throws IOException {
        context.contentType("text/event-stream; charset=utf-8");
        context.header("Cache-Control", "no-store");
        context.header("X-Accel-Buffering", "no");
        out = context.res().getOutputStream();
    }

    /// Sends all that comes of a request.
    ///
    /// @throws IOException if the client has gone, or does not read
    void send(Answering answering, TextEngine.Running running, int choices, Reply reply) throws IOException {
        boolean complete = false;
        try {
            int ended = 0;
            while (ended < choices) {
                for (var event : next(answering)) {
                    if (event instanceof Event.Failure(var _, var problem)) {
                        write(Problems.of(problem).body());
                        out.flush();
                        throw problem; // whoever called says so in the log
                    }
                    ended += event instanceof Event.End ? 1 : 0;
                    for (var chunk : reply.chunks(event)) {
                        write(chunk);
                    }
                }
                out.flush();
            }
            for (var chunk : reply.last()) {
                write(chunk);
            }
            out.write(DONE);
            out.flush();
            complete = true;
        } finally {
            if (!complete) {
                running.cancel();
            }
        }
    }

    /// What has happened since, at least one thing.
    private List<Event> next(Answering answering) throws IOException {
        var events = new ArrayList<Event>();
        try {
            var first = answering.events.poll(SECONDS_OF_SILENCE, TimeUnit.SECONDS);
            while (first == null) {
                out.write(ALIVE);
                out.flush();
                first = answering.events.poll(SECONDS_OF_SILENCE, TimeUnit.SECONDS);
            }
            events.add(first);
            answering.events.drainTo(events);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return events;
    }

    private void write(JsonNode chunk) throws IOException {
        out.write(bytes("data: " + JsonMapper.shared().writeValueAsString(chunk) + "\n\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
