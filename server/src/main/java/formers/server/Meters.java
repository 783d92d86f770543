package formers.server;

import formers.generation.chat.ToolCall;
import formers.generation.serving.ChatListener;
import formers.generation.serving.TextPiece;
import formers.generation.serving.TextResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/// What a server counts and measures, for Prometheus.
final class Meters {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Meters(ServedModels models) {
        new JvmMemoryMetrics().bindTo(registry);
        for (var model : models.all()) {
            var tags = List.of(Tag.of("model", model.name()));
            Gauge.builder("formers.texts.running", model.engine(), it -> it.running())
                    .description("texts being written")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("formers.requests.waiting", model.engine(), it -> it.waiting())
                    .description("requests that wait for their turn")
                    .tags(tags)
                    .register(registry);
            FunctionCounter.builder("formers.tokens.guessed", model.engine(), it -> it.guessed())
                    .description("tokens guessed ahead, for the model to check")
                    .tags(tags)
                    .register(registry);
            FunctionCounter.builder("formers.tokens.accepted", model.engine(), it -> it.accepted())
                    .description("guessed tokens that the model chose, each of which saved a step")
                    .tags(tags)
                    .register(registry);
        }
    }

    /// A request has been answered or refused.
    void served(String endpoint, int status, Duration time) {
        Timer.builder("formers.requests")
                .description("requests by endpoint and status, and how long they took")
                .tag("endpoint", endpoint)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(time);
    }

    /// Listeners that count what they hear.
    List<ChatListener> heard(String model, List<ChatListener> listeners) {
        long start = System.nanoTime();
        return listeners.stream().map(listener -> heard(model, listener, start)).toList();
    }

    private ChatListener heard(String model, ChatListener listener, long start) {
        return new ChatListener() {
            private boolean begun;

            private void begin() {
                if (!begun) {
                    begun = true;
                    Timer.builder("formers.first.token")
                            .description("time from a request to the first text of its answer")
                            .tag("model", model)
                            .publishPercentiles(0.5, 0.95, 0.99)
                            .register(registry)
                            .record(Duration.ofNanos(System.nanoTime() - start));
                }
            }

            @Override
            public void onPiece(TextPiece piece) {
                begin();
                listener.onPiece(piece);
            }

            @Override
            public void onCall(int index, ToolCall call) {
                begin();
                listener.onCall(index, call);
            }

            @Override
            public void onEnd(TextResult result) {
                count("formers.tokens.generated", "tokens written", model, result.tokens());
                count("formers.tokens.prompt", "tokens of prompts", model, result.promptTokens());
                count(
                        "formers.tokens.known",
                        "tokens of prompts that had been read before",
                        model,
                        result.knownTokens());
                listener.onEnd(result);
            }

            @Override
            public void onFailure(RuntimeException problem) {
                listener.onFailure(problem);
            }
        };
    }

    private void count(String name, String description, String model, int count) {
        Counter.builder(name)
                .description(description)
                .tag("model", model)
                .register(registry)
                .increment(count);
    }

    /// All of it in Prometheus' text format.
    String text() {
        return registry.scrape();
    }
}
