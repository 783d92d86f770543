package formers.server;

import static org.assertj.core.api.Assertions.assertThat;

import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.Scheduler;
import formers.text.BytePairTokenizer;
import formers.text.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Many clients of every kind at once: those that read, read slowly, leave, or send nonsense. Every answer
/// must be the one that its request gets alone. `-Dformers.load=60` does it for a minute.
class LoadTest {

    private static final Tokenizer TOKENIZER = BytePairTokenizer.ofBytes();
    private static final int CLIENTS = 64;
    private static final int SECONDS = Integer.getInteger("formers.load", 6);
    private static final int PROMPTS = 40;
    private static final int LONGEST = 60;

    private final Map<String, int[]> alone = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicLong> seen = new ConcurrentHashMap<>();

    private static String prompt(int number) {
        var random = new SplittableRandom(number);
        var text = new StringBuilder("prompt " + number + " ");
        for (int i = 0; i < number * 3; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void noAnswerIsWrongMixedOrLost() throws Exception {
        var generator = new Generator(TestModels.random().decoder());
        for (int i = 0; i < PROMPTS; i++) {
            var options = GenerationOptions.of(SamplingOptions.greedy(), LONGEST);
            alone.put(
                    prompt(i),
                    generator
                            .generate(TOKENIZER.encodePrompt(prompt(i)), options, (_, _) -> true)
                            .tokens());
        }
        var limits = new Scheduler.Limits(16, 24, 100_000, 0);
        try (var server = TestModels.serve(ServerOptions.usual(0, limits))) {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            long latest = end + Duration.ofSeconds(60).toNanos(); // on a machine that has other things to do
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < CLIENTS; i++) {
                var random = new SplittableRandom(i);
                clients.add(Thread.ofVirtual().start(() -> {
                    while (System.nanoTime() < end || !seenAll() && System.nanoTime() < latest) {
                        visit(server.port(), random);
                    }
                }));
            }
            for (var client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
            assertQuiet(new Http(server.port()));
        }
        System.out.println("load for %d s: %s".formatted(SECONDS, new TreeMap<>(seen)));
        assertThat(seenAll()).isTrue();
    }

    /// Answers for all, some refused with 429, some left.
    private boolean seenAll() {
        return count("complete") > CLIENTS && count("busy") > 0 && count("left") > 0;
    }

    private long count(String kind) {
        return seen.getOrDefault(kind, new AtomicLong()).get();
    }

    private void saw(String kind) {
        seen.computeIfAbsent(kind, _ -> new AtomicLong()).incrementAndGet();
    }

    /// Those who left must not keep the server busy.
    private static void assertQuiet(Http http) throws Exception {
        for (int i = 0; i < 100; i++) {
            var metrics = http.get("/metrics").body();
            if (metrics.contains("formers_texts_running{model=\"tiny\"} 0.0")
                    && metrics.contains("formers_requests_waiting{model=\"tiny\"} 0.0")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("texts are still being written for clients that have left");
    }

    private void visit(int port, SplittableRandom random) {
        try {
            switch (random.nextInt(10)) {
                case 0 -> nonsense(port, random);
                case 1, 2 -> ask(port, random, 1 + random.nextInt(10), 0);
                case 3 -> ask(port, random, Integer.MAX_VALUE, 3);
                default -> ask(port, random, Integer.MAX_VALUE, 0);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    private void nonsense(int port, SplittableRandom random) throws IOException, InterruptedException {
        var bodies = new String[] {
            "{", "[]", "{'prompt': 5}", "{'prompt': 'x', 'n': -1}", "{'prompt': 'x', 'grammar': 'root ::= ('}", ""
        };
        int status = new Http(port)
                .post("/v1/completions", bodies[random.nextInt(bodies.length)])
                .statusCode();
        if (status != 400) {
            wrong.add("nonsense was answered with " + status);
        }
        saw("nonsense");
    }

    /// @param most  events to read before leaving
    /// @param pause milliseconds between events
    private void ask(int port, SplittableRandom random, int most, int pause) throws IOException, InterruptedException {
        var prompt = prompt(random.nextInt(PROMPTS));
        int tokens = 1 + random.nextInt(LONGEST);
        var body = "{\"prompt\":\"%s\",\"temperature\":0,\"max_tokens\":%d,\"stream\":true}".formatted(prompt, tokens);
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var status = lines.readLine();
            if (status.contains(" 429 ")) {
                assertThat(lines.lines().toList()).anyMatch(line -> line.startsWith("Retry-After:"));
                saw("busy");
                Thread.sleep(random.nextInt(30));
                return;
            }
            if (!status.contains(" 200 ")) {
                wrong.add("asked, answered with " + status);
                return;
            }
            read(lines, prompt, tokens, most, pause);
        }
    }

    private void read(BufferedReader lines, String prompt, int tokens, int most, int pause)
            throws IOException, InterruptedException {
        var text = new StringBuilder();
        int events = 0;
        boolean done = false;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.startsWith("data: ")) {
                continue; // the head, the sizes of chunks, comments
            }
            if (line.equals("data: [DONE]")) {
                done = true;
                break;
            }
            text.append(Http.json(line.substring("data: ".length()))
                    .path("choices")
                    .path(0)
                    .path("text")
                    .stringValue());
            if (++events == most) {
                saw("left");
                return;
            }
            Thread.sleep(pause);
        }
        if (!done || !text.toString().equals(expected(prompt, tokens))) {
            wrong.add("%s to %d tokens: %s, expected %s".formatted(prompt, tokens, text, expected(prompt, tokens)));
        }
        saw(pause > 0 ? "slow" : "complete");
    }

    /// The first tokens of the longest answer, as text.
    private String expected(String prompt, int tokens) {
        int[] all = alone.get(prompt);
        return TOKENIZER.decode(Arrays.copyOf(all, tokens));
    }
}
