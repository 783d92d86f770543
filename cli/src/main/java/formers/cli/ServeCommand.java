package formers.cli;

import formers.generation.Scheduler;
import formers.generation.chat.LoadedModel;
import formers.server.ApiServer;
import formers.server.ServerOptions;
import formers.tensor.CacheFormat;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves models over HTTP with OpenAI's interface, and a page to chat on.",
            "Clients of OpenAI's API work with http://localhost:8080/v1 as base URL and any key.",
            "Only this machine can connect unless --host says otherwise. Ctrl-C finishes what is under way, and stops.",
            "With --draft or --lookup the next tokens of one or two texts at a time are guessed; every answer stays the same."
        },
        footer = {
            "",
            "Examples:",
            "  formers serve models/qwen",
            "  formers serve small=models/qwen.gguf large=models/llama --port 9000",
            "  formers serve models/large --draft models/small",
            "  FORMERS_API_KEY=secret formers serve models/qwen --host 0.0.0.0",
        })
final class ServeCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "[NAME=]MODEL",
            description = "a model or run directory, or a GGUF file, and the name clients know it by")
    private List<String> models;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "address (default ${DEFAULT-VALUE})")
    private String host;

    @Option(names = "--port", defaultValue = "8080", description = "0 takes a free one (default ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            defaultValue = "${env:FORMERS_API_KEY}",
            description = "what clients must send (default: FORMERS_API_KEY of the environment, else none)")
    private String apiKey;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "16",
            description = "texts written at once, per model (default ${DEFAULT-VALUE})")
    private int parallel;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "128",
            description = "requests that may wait; more are refused with 429 (default ${DEFAULT-VALUE})")
    private int queue;

    @Option(
            names = "--cache",
            paramLabel = "FORMAT",
            defaultValue = "f32",
            description = "how keys and values are kept: f32, f16 or q8 (default ${DEFAULT-VALUE})")
    private CacheFormat cache;

    @Option(
            names = "--cache-tokens",
            paramLabel = "N",
            description = "tokens of all texts at once, per model (default: what 30%% of the heap holds)")
    private Long cacheTokens;

    @Option(
            names = "--kept-tokens",
            paramLabel = "N",
            description = {
                "tokens of finished texts kept for requests that begin the same; 0 also makes every answer the same"
                        + " bits whatever was asked before (default: what 10%% of the heap holds)"
            })
    private Long keptTokens;

    @Option(names = "--max-tokens", paramLabel = "N", description = "most tokens of an answer (default: the context)")
    private Integer maxTokens;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "longest time for an answer; then it ends where it is (default ${DEFAULT-VALUE})")
    private long timeout;

    @Mixin
    private DraftMixin draft;

    @Override
    public Integer call() throws IOException, InterruptedException {
        draft.requireGuesses(Scheduler.GUESSES);
        var loaded = load();
        var options = options(loaded, draft.drafting(cache, loaded.values()));
        ApiServer server;
        try {
            server = ApiServer.start(loaded, options, line -> System.err.println("formers: " + line));
        } catch (JavalinBindException e) {
            throw new Failure(
                    "cannot listen at %s:%d: %s; choose another with --port".formatted(host, port, reason(e)));
        }
        announce(loaded, server.port());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            System.err.println("\nfinishing what is under way …");
            if (!server.drain(Duration.ofSeconds(30))) {
                System.err.println("ended answers that were not finished after 30 s");
            }
            stopped.countDown();
        }));
        stopped.await();
        return 0;
    }

    private static String reason(Throwable problem) {
        var cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private Map<String, LoadedModel> load() throws IOException {
        var loaded = new LinkedHashMap<String, LoadedModel>();
        for (var model : models) {
            int equals = model.indexOf('=');
            var path = Path.of(model.substring(equals + 1));
            var name = equals > 0 ? model.substring(0, equals) : nameOf(path);
            if (loaded.containsKey(name)) {
                throw new Failure("two models are called \"%s\"; give one another name: NAME=%s".formatted(name, path));
            }
            long start = System.nanoTime();
            loaded.put(name, LoadedModel.open(path));
            System.err.printf(Locale.ROOT, "%s loaded in %.1f s%n", path, (System.nanoTime() - start) / 1e9);
        }
        return loaded;
    }

    private static String nameOf(Path path) {
        var name = path.toAbsolutePath().normalize().getFileName().toString();
        return name.endsWith(".gguf") ? name.substring(0, name.length() - ".gguf".length()) : name;
    }

    private ServerOptions options(Map<String, LoadedModel> loaded, Optional<DraftMixin.Drafting> drafting) {
        long guessing = drafting.map(DraftMixin.Drafting::bytesPerToken).orElse(0L);
        long perToken = loaded.values().stream()
                .mapToLong(model -> bytesPerToken(model, cache) + guessing)
                .sum();
        var usual = Scheduler.Limits.ofHeap(parallel, queue, perToken);
        var limits = new Scheduler.Limits(
                parallel,
                queue,
                cacheTokens != null ? cacheTokens : usual.tokens(),
                keptTokens != null ? keptTokens : usual.keptTokens());
        var options = ServerOptions.usual(port, limits)
                .at(host)
                .withCacheFormat(cache)
                .within(Duration.ofSeconds(timeout))
                .withMaxTokens(maxTokens != null ? maxTokens : Integer.MAX_VALUE);
        var drafted = drafting.map(it -> options.drafting(it.drafter())).orElse(options);
        return apiKey == null || apiKey.isEmpty() ? drafted : drafted.withApiKey(apiKey);
    }

    static long bytesPerToken(LoadedModel model, CacheFormat format) {
        return Math.max(1, model.decoder().config().cacheBytesPerToken() * format.bits() / Float.SIZE);
    }

    private void announce(Map<String, LoadedModel> loaded, int at) {
        var shown = host.contains(":") ? "[" + host + "]" : host;
        System.out.printf(
                Locale.ROOT,
                "serving %s at http://%s:%d/ (OpenAI base URL http://%s:%d/v1)%n",
                String.join(", ", loaded.keySet()),
                shown,
                at,
                shown,
                at);
        System.out.flush();
        if (!host.equals("127.0.0.1") && !host.equals("localhost") && (apiKey == null || apiKey.isEmpty())) {
            System.err.println("anyone who reaches this address may use it: there is no --api-key");
        }
    }
}
