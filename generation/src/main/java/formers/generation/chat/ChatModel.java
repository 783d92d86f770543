package formers.generation.chat;

import formers.generation.Generated;
import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.PromptCache;
import formers.generation.StopStrings;
import formers.models.LanguageModel;
import formers.tensor.CacheFormat;
import formers.text.InputException;
import formers.text.StreamingDecoder;
import formers.text.Tokenizer;
import java.util.List;
import java.util.function.Predicate;

/// A model that answers messages. It remembers the last chat it read: of one that goes on, it reads what is
/// new. Not thread-safe.
public final class ChatModel {

    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final ChatFormat format;
    private final PromptCache cache;

    /// An answer.
    ///
    /// @param text        without the tokens that end it
    /// @param promptRead  tokens of the chat that had to be read
    /// @param promptKnown tokens of the chat that had been read before
    /// @param tokens      tokens of the answer
    public record Answer(String text, int promptRead, int promptKnown, int tokens, Generated.Ending ending) {}

    /// Keys and values are kept as they are.
    public ChatModel(LoadedModel loaded) {
        this(loaded, CacheFormat.F32);
    }

    public ChatModel(LoadedModel loaded, CacheFormat cacheFormat) {
        model = loaded.decoder();
        tokenizer = loaded.tokenizer();
        format = new ChatFormat(loaded);
        cache = new PromptCache(model, cacheFormat);
    }

    /// Whether the model has a template of its own; one without is given lines that begin with `User:` and
    /// `Assistant:`.
    public boolean hasTemplate() {
        return format.hasTemplate();
    }

    /// Tokens that the model can look at.
    public int context() {
        return model.context();
    }

    /// Tokens of a chat up to where the answer begins.
    public int length(List<Message> messages) {
        return format.prompt(messages, List.of()).length;
    }

    /// Answers the last message.
    ///
    /// @param listener takes the answer as it is written, and says whether it is to go on
    /// @throws InputException if the template refuses the messages, or they have more tokens than the context
    public Answer answer(List<Message> messages, GenerationOptions options, Predicate<String> listener) {
        int[] ids = format.prompt(messages, List.of());
        if (ids.length >= model.context()) {
            throw new InputException("the chat has %d tokens with its template, the model's context is %d; shorten it"
                    .formatted(ids.length, model.context()));
        }
        int known = cache.known(ids);
        var text = new AnswerText(listener);
        var own = options.endingAt(format.endTokens()).among(tokenizer.vocabularySize());
        var generated = new Generator(model).generate(ids, cache, own, (_, token) -> text.take(token));
        text.finish();
        return new Answer(
                text.written.toString(), ids.length - known, known, generated.tokens().length, generated.ending());
    }

    /// An answer as it grows.
    private final class AnswerText {
        private final StreamingDecoder decoder = new StreamingDecoder(tokenizer);
        private final StopStrings stops = format.stopStrings();
        private final StringBuilder written = new StringBuilder();
        private final Predicate<String> listener;

        AnswerText(Predicate<String> listener) {
            this.listener = listener;
        }

        boolean take(int token) {
            return write(stops.accept(decoder.accept(token))) && !stops.stopped();
        }

        void finish() {
            write(stops.accept(decoder.flush()));
            write(stops.flush());
        }

        private boolean write(String piece) {
            written.append(piece);
            return listener.test(piece);
        }
    }
}
