package formers.server;

import static org.assertj.core.api.Assertions.assertThat;

import formers.generation.Scheduler;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that wait for a whole answer, and those that do not wait long enough.
@Timeout(60)
class LeavingTest {

    private static final int LONG = 200_000; // tokens, minutes away

    private static final int MODEST = 5000; // tokens, seconds away

    private static final String IDLE = "running 0, waiting 0";

    private static ApiServer server;

    @BeforeAll
    static void start() {
        var limits = new Scheduler.Limits(1, 32, 1_000_000, 0);
        var model = TestModels.random(TestModels.TEMPLATE, 2 * LONG);
        server = ApiServer.start(Map.of("tiny", model), ServerOptions.usual(0, limits), System.err::println);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] request(String version, String prompt, int tokens) {
        var body = "{\"prompt\": \"%s\", \"temperature\": 0, \"max_tokens\": %d}".formatted(prompt, tokens);
        return ("POST /v1/completions HTTP/%s\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: %d\r\n\r\n%s")
                .formatted(version, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Socket asking(String version, int tokens) throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request(version, "Hi", tokens));
        return socket;
    }

    private static String state() throws Exception {
        var metrics = new Http(server.port()).get("/metrics").body();
        return "running %s, waiting %s"
                .formatted(value(metrics, "formers_texts_running"), value(metrics, "formers_requests_waiting"));
    }

    private static int value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static void assertComesTo(String expected) throws Exception {
        var latest = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!state().equals(expected) && System.nanoTime() - latest < 0) {
            Thread.sleep(20);
        }
        assertThat(state()).isEqualTo(expected);
    }

    @Test
    void whoClosesTheConnectionIsNotWrittenFor() throws Exception {
        assertComesTo(IDLE);
        try (var _ = asking("1.1", LONG);
                var _ = asking("1.1", LONG)) {
            assertComesTo("running 1, waiting 1");
        }
        assertComesTo(IDLE);
    }

    @Test
    void whoseConnectionBreaksIsNotWrittenFor() throws Exception {
        assertComesTo(IDLE);
        try (var socket = asking("1.1", LONG)) {
            assertComesTo("running 1, waiting 0");
            socket.setSoLinger(true, 0); // ends with a reset
        }
        assertComesTo(IDLE);
    }

    @Test
    void whoWaitedInTheQueueLeavesIt() throws Exception {
        assertComesTo(IDLE);
        try (var _ = asking("1.1", LONG)) {
            assertComesTo("running 1, waiting 0");
            try (var _ = asking("1.1", LONG);
                    var _ = asking("1.0", LONG)) {
                assertComesTo("running 1, waiting 2");
            }
            assertComesTo("running 1, waiting 0");
        }
        assertComesTo(IDLE);
    }

    /// One that has only said all it wanted to say gets its answer, after interim ones.
    @Test
    void whoClosesItsHalfAndReadsIsAnswered() throws Exception {
        try (var socket = asking("1.1", MODEST)) {
            assertComesTo("running 1, waiting 0");
            socket.shutdownOutput();
            var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reply).startsWith("HTTP/1.1 102 Processing\r\n\r\n");
            assertThat(reply.replace("HTTP/1.1 102 Processing\r\n\r\n", "")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(reply).contains("\"completion_tokens\":%d".formatted(MODEST));
        }
    }

    /// What is sent ahead, while another answer is awaited, is not lost: also when it is more than is kept.
    @Test
    void whoSendsRequestsAheadGetsAllAnswersInOrder() throws Exception {
        try (var socket = asking("1.1", MODEST)) {
            assertComesTo("running 1, waiting 0");
            var ahead = request("1.1", "x".repeat(10_000), 7);
            socket.getOutputStream().write(ahead, 0, 100);
            Thread.sleep(3 * Presence.PERIOD.toMillis());
            socket.getOutputStream().write(ahead, 100, ahead.length - 100);
            socket.getOutputStream().write(request("1.0", "Hello", 9)); // after which the connection is closed
            var replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Pattern.compile("\"completion_tokens\":(\\d+)")
                            .matcher(replies)
                            .results()
                            .map(found -> found.group(1)))
                    .containsExactly("%d".formatted(MODEST), "7", "9");
            assertThat(replies).doesNotContain("102 Processing");
        }
    }
}
