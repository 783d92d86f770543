package formers.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page in headless Chromium, driven through the DevTools protocol.
final class Browser implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    /// Opens a page.
    Browser(String url) throws IOException, InterruptedException {
        profile = Files.createTempDirectory("formers-browser");
        process = new ProcessBuilder(
                        executable().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--window-size=900,700",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        int port = port();
        var created = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/json/new?%s".formatted(port, url)))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        var address = Http.json(created.body()).path("webSocketDebuggerUrl").stringValue();
        socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Replies())
                .join();
        until("location.protocol === 'http:' && document.readyState === 'complete'");
    }

    /// Where Chromium is.
    private static Path executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name ->
                        Stream.of("/usr/bin", "/usr/local/bin", "/snap/bin").map(it -> Path.of(it, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no Chromium on this machine; these tests need one"));
    }

    private int port() throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
                return URI.create(line.substring(LISTENING.length())).getPort();
            }
        }
        throw new AssertionError("Chromium ended before it listened");
    }

    /// Takes answers apart by their number.
    private final class Replies implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                var reply = Http.json(text.toString());
                text.setLength(0);
                var waiting = answers.remove(reply.path("id").asInt(-1));
                if (waiting != null) {
                    waiting.complete(reply);
                }
            }
            from.request(1);
            return null;
        }
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        socket.sendText(
                JsonMapper.shared().writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true);
        var reply = answer.orTimeout(20, TimeUnit.SECONDS).join();
        if (reply.has("error")) {
            throw new AssertionError(method + ": " + reply.path("error"));
        }
        return reply.path("result");
    }

    /// The value of an expression.
    JsonNode evaluate(String expression) {
        var result =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /// Waits for a condition.
    void until(String condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!evaluate(condition).asBoolean(false)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not within 20 s: " + condition + "; the page says " + evaluate("document.body.innerText"));
            }
            Thread.sleep(30);
        }
    }

    /// Writes text where the focus is.
    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /// Presses a key where the focus is.
    ///
    /// @param modifiers 8 for shift
    void press(String key, int code, int modifiers) {
        for (var type : List.of("rawKeyDown", "keyUp")) {
            send(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "windowsVirtualKeyCode", code, "modifiers", modifiers));
        }
    }

    /// What the page's parts are to a screen reader.
    JsonNode accessibility() {
        send("Accessibility.enable", Map.of());
        return send("Accessibility.getFullAXTree", Map.of()).path("nodes");
    }

    void screenshot(Path file) throws IOException {
        var data = send("Page.captureScreenshot", Map.of()).path("data").stringValue();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        socket.abort();
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (var ended : all) {
            ended.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        delete(profile);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
