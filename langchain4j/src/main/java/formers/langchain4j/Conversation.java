package formers.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import formers.generation.SamplingOptions;
import formers.generation.Scheduler;
import formers.generation.grammar.Grammar;
import formers.generation.grammar.GrammarException;
import formers.generation.serving.ChatListener;
import formers.generation.serving.ChatTurn;
import formers.generation.serving.TextEngine;
import formers.generation.serving.TextRequest;
import formers.generation.serving.ToolChoice;
import formers.text.InputException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Asks the engine what LangChain4j asks. Streaming or not, requests and their errors are the same.
final class Conversation {

    private final String name;
    private final TextEngine engine;
    private final ChatSettings<?> settings;

    Conversation(String name, TextEngine engine, ChatSettings<?> settings) {
        this.name = name;
        this.engine = engine;
        this.settings = settings;
    }

    String name() {
        return name;
    }

    ChatRequestParameters parameters() {
        return settings.parameters();
    }

    List<ChatModelListener> listeners() {
        return settings.listeners();
    }

    /// @throws dev.langchain4j.exception.LangChain4jException if the request cannot be fulfilled
    TextEngine.Running ask(ChatRequest request, ChatListener listener) {
        var model = request.modelName();
        if (model != null && !model.equals(name)) {
            throw new ModelNotFoundException("there is no model \"%s\" here; this is \"%s\"".formatted(model, name));
        }
        try {
            var turn = new ChatTurn(
                    Messages.of(request.messages()), Tools.of(request.toolSpecifications()), choice(request), true);
            var text = TextRequest.of(sampling(request), orElse(request.maxOutputTokens(), Integer.MAX_VALUE))
                    .stoppingAt(orElse(request.stopSequences(), List.of()))
                    .within(settings.timeout());
            var form = grammar(request.responseFormat());
            return engine.answer("", turn, form.map(text::constrainedTo).orElse(text), List.of(listener));
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    /// What LangChain4j calls it.
    static RuntimeException translated(RuntimeException problem) {
        return switch (problem) {
            case Scheduler.BusyException _ -> new RateLimitException(problem.getMessage(), problem);
            case InputException _ -> new InvalidRequestException(problem.getMessage(), problem);
            case GrammarException _ -> new InvalidRequestException(problem.getMessage(), problem);
            default -> problem;
        };
    }

    private static ToolChoice choice(ChatRequest request) {
        if (orElse(request.toolSpecifications(), List.of()).isEmpty()) {
            return new ToolChoice.None();
        }
        return switch (request.toolChoice()) {
            case REQUIRED -> new ToolChoice.Required();
            case NONE -> new ToolChoice.None();
            case AUTO -> new ToolChoice.Auto();
            case null -> new ToolChoice.Auto();
        };
    }

    private SamplingOptions sampling(ChatRequest request) {
        long seed = settings.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        try {
            return SamplingOptions.plain(seed)
                    .withTemperature(orElse(request.temperature(), 1.0).floatValue())
                    .withTopP(orElse(request.topP(), 1.0).floatValue())
                    .withTopK(orElse(request.topK(), 0))
                    .withFrequencyPenalty(
                            orElse(request.frequencyPenalty(), 0.0).floatValue())
                    .withPresencePenalty(orElse(request.presencePenalty(), 0.0).floatValue());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static Optional<Grammar> grammar(ResponseFormat format) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return Optional.empty();
        }
        return Optional.of(
                format.jsonSchema() == null
                        ? Grammar.json()
                        : Grammar.jsonSchema(Tools.json(format.jsonSchema().rootElement())));
    }

    private static <T> T orElse(T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
