package formers.server;

import static formers.server.Replies.JSON;

import formers.generation.chat.LoadedModel;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Serves models over HTTP, as OpenAI's interface has it: `/v1/chat/completions`, `/v1/completions`,
/// `/v1/embeddings`, `/v1/models`; besides, `/tokenize`, `/detokenize`, `/health`, `/metrics` and a page to
/// chat on at `/`.
///
/// ```java
/// var server = ApiServer.start(Map.of("tiny", LoadedModel.open(path)), ServerOptions.usual(8080, limits),
/// log);
/// ```
public final class ApiServer implements AutoCloseable {

    private static final long MILLISECONDS_BETWEEN_LOOKS = 5;

    /// For the metrics; nobody reads it.
    private static final int CLIENT_GONE = 499;

    /// Attribute of a request that is among those in flight.
    private static final String COUNTED = "counted";

    /// Attribute of a request that has been told what is wrong.
    private static final String REFUSED = "refused";

    private final ServerOptions options;
    private final ServedModels models;
    private final Meters meters;
    private final Consumer<String> log;
    private final Javalin http;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean closing;

    private ApiServer(ServerOptions options, ServedModels models, Consumer<String> log) {
        this.options = options;
        this.models = models;
        this.meters = new Meters(models);
        this.log = log;
        this.http = Javalin.create(this::configure);
    }

    /// Starts to serve models under the names of the map.
    ///
    /// @param log told of what goes wrong here, a line each
    /// @throws io.javalin.util.JavalinBindException if the port is taken
    public static ApiServer start(Map<String, LoadedModel> models, ServerOptions options, Consumer<String> log) {
        var served = new ServedModels(models.entrySet().stream()
                .map(entry -> ServedModel.of(entry.getKey(), entry.getValue(), options))
                .toList());
        var server = new ApiServer(options, served, log);
        server.http.start(); // at its connector's address
        return server;
    }

    /// Where it listens.
    public int port() {
        return http.port();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = options.maxBody();
        config.http.compressionStrategy = CompressionStrategy.NONE; // would hold back what is streamed
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(jetty -> {
            jetty.setSendServerVersion(false);
            jetty.setIdleTimeout(Duration.ofSeconds(60).toMillis());
        });
        config.jetty.addConnector(
                (server, configuration) -> new WatchedConnector(server, configuration, options.host(), options.port()));
        routes(config);
        config.requestLogger.http(this::served);
        config.routes.exception(Exception.class, this::refuse);
        config.routes.error(404, context -> unknown(context, 404, "not_found", "there is nothing at "));
        config.routes.error(
                405, context -> unknown(context, 405, "method_not_allowed", "another method is wanted at "));
    }

    private void routes(JavalinConfig config) {
        var access = new Access(options);
        var forms = new Forms();
        var chats = new ChatCompletions(models, options, forms, meters);
        var completions = new Completions(models, options, forms, meters);
        var embeddings = new Embeddings(models);
        var tokens = new Tokens(models);
        var catalogue = new Catalogue(models);
        var routes = config.routes;
        routes.before(context -> {
            context.attribute(COUNTED, true);
            inFlight.incrementAndGet();
            access.requireOwnSite(context);
        });
        for (var path : new String[] {"/v1/*", "/tokenize", "/detokenize", "/metrics"}) {
            routes.before(path, access::requireKey);
        }
        for (var path : new String[] {"/v1/chat/completions", "/v1/completions", "/v1/embeddings"}) {
            routes.before(path, _ -> requireOpen());
        }
        routes.post("/v1/chat/completions", chats::handle);
        routes.post("/v1/completions", completions::handle);
        routes.post("/v1/embeddings", embeddings::handle);
        routes.get("/v1/models", catalogue::all);
        routes.get("/v1/models/<name>", catalogue::one);
        routes.post("/tokenize", tokens::tokenize);
        routes.post("/detokenize", tokens::detokenize);
        routes.get("/health", this::health);
        routes.get("/metrics", context -> {
            context.contentType("text/plain; version=0.0.4; charset=utf-8");
            context.result(meters.text());
        });
        routes.get("/", context -> Page.send(context, "index.html"));
        routes.get("/chat.js", context -> Page.send(context, "chat.js"));
        routes.get("/chat.css", context -> Page.send(context, "chat.css"));
    }

    /// Called when the last byte of an answer has been written.
    private void served(Context context, float milliseconds) {
        if (context.attribute(COUNTED) != null) {
            inFlight.decrementAndGet();
        }
        var endpoint = context.endpoints().lastHttpEndpoint();
        meters.served(endpoint == null ? "none" : endpoint.path, context.statusCode(), Duration.ofNanos((long)
                (milliseconds * 1e6)));
    }

    private void requireOpen() {
        if (closing) {
            throw ApiException.of(503, "server_error", "closing", "the server is closing");
        }
    }

    private void health(Context context) {
        context.status(closing ? 503 : 200);
        Bodies.send(context, JSON.objectNode().put("status", closing ? "closing" : "ok"));
    }

    private void refuse(Exception problem, Context context) {
        if (isGone(problem)) {
            if (!context.res().isCommitted()) {
                context.status(CLIENT_GONE);
            }
            return;
        }
        var refusal = problem instanceof HttpResponseException http
                ? ApiException.of(http.getStatus(), "invalid_request_error", "http_error", http.getMessage())
                : Problems.of(problem);
        if (refusal.status >= 500) {
            log.accept("%s %s failed: %s".formatted(context.method(), context.path(), described(problem)));
        }
        if (context.res().isCommitted()) {
            return; // a stream, which has told it itself
        }
        if (refusal.status == 429) {
            context.header("Retry-After", "1");
        }
        context.attribute(REFUSED, true);
        context.status(refusal.status);
        Bodies.send(context, refusal.body());
    }

    private static boolean isGone(Exception problem) {
        return problem instanceof IOException;
    }

    private static String described(Throwable problem) {
        var text = new StringBuilder(problem.toString());
        for (var element : problem.getStackTrace()) {
            if (element.getClassName().startsWith("formers.")) {
                text.append(" at ").append(element);
                break;
            }
        }
        return problem.getCause() == null
                ? text.toString()
                : text.append("; cause: ").append(problem.getCause()).toString();
    }

    private static void unknown(Context context, int status, String code, String message) {
        if (context.attribute(REFUSED) == null) {
            Bodies.send(
                    context,
                    ApiException.of(status, "invalid_request_error", code, message + context.path())
                            .body());
        }
    }

    /// Refuses new requests from now on, waits for those under way, and stops.
    ///
    /// @return whether all have ended in time
    public boolean drain(Duration patience) {
        closing = true;
        long deadline = System.nanoTime() + patience.toNanos();
        boolean all = true;
        for (var model : models.all()) {
            all &= model.engine().drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        while (inFlight.get() > 0 && System.nanoTime() - deadline < 0 && pause()) {
            // Answers that are complete are still being sent.
        }
        close();
        return all;
    }

    private static boolean pause() {
        try {
            Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Stops at once; texts end where they are.
    @Override
    public void close() {
        closing = true;
        models.all().forEach(model -> model.engine().close());
        http.stop();
    }
}
