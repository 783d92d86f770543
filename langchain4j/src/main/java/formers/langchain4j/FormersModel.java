package formers.langchain4j;

import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.embedding.EmbeddingModel;
import formers.generation.Scheduler;
import formers.generation.chat.LoadedModel;
import formers.generation.serving.TextEngine;
import formers.tensor.CacheFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A model in this process, to be used through LangChain4j's interfaces. Whatever is made of it shares its
/// weights and answers many at once. Thread-safe.
///
/// ```java
/// try (var model = FormersModel.load(Path.of("models/qwen"))) {
///     ChatModel chat = model.chatModel().temperature(0.7).build();
///     System.out.println(chat.chat("Hello"));
/// }
/// ```
public final class FormersModel implements AutoCloseable {

    private static final int RUNNING = 16;
    private static final int WAITING = 1024;

    private final String name;
    private final LoadedModel model;
    private final TextEngine engine;

    private FormersModel(String name, LoadedModel model, Scheduler.Limits limits) {
        this.name = name;
        this.model = model;
        this.engine = new TextEngine(name, model, limits, CacheFormat.F32, Optional.empty());
    }

    /// Reads a model: a directory in Hugging Face's layout, or a GGUF file. It goes by the name of that.
    ///
    /// @throws formers.models.checkpoint.CheckpointException if it is damaged or not supported
    /// @throws formers.text.InputException if its tokenizer or template is
    /// @throws IOException if a file cannot be read
    public static FormersModel load(Path path) throws IOException {
        var name = path.toAbsolutePath().normalize().getFileName().toString();
        return of(name, LoadedModel.open(path));
    }

    /// A model that has been read.
    public static FormersModel of(String name, LoadedModel model) {
        long perToken = model.decoder().config().cacheBytesPerToken();
        return new FormersModel(name, model, Scheduler.Limits.ofHeap(RUNNING, WAITING, perToken));
    }

    /// Whole answers, with tools and JSON schemas.
    public ChatSettings<FormersChatModel> chatModel() {
        return new ChatSettings<>(settings -> new FormersChatModel(new Conversation(name, engine, settings)));
    }

    /// Answers as they are written.
    public ChatSettings<FormersStreamingChatModel> streamingChatModel() {
        return new ChatSettings<>(settings -> new FormersStreamingChatModel(new Conversation(name, engine, settings)));
    }

    /// Vectors of length 1: the mean of the model's final hidden states.
    public EmbeddingModel embeddingModel() {
        return new FormersEmbeddingModel(name, model);
    }

    /// Exact counts, by the model's own tokenizer and template.
    public TokenCountEstimator tokenCountEstimator() {
        return new FormersTokenCountEstimator(model.tokenizer(), engine.chat());
    }

    /// Ends every answer where it is.
    @Override
    public void close() {
        engine.close();
    }
}
