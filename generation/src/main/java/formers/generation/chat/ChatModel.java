package formers.generation.chat;

import formers.generation.Generated;
import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.PromptCache;
import formers.generation.StopStrings;
import formers.models.LanguageModel;
import formers.text.InputException;
import formers.text.StreamingDecoder;
import formers.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A model that answers messages. It remembers the last chat it read: of one that goes on, it reads what is
/// new.
/// Not thread-safe.
public final class ChatModel {

    /// For models without a template: lines with the names of who speaks.
    private static final String PLAIN = "{% for m in messages %}{% if m.role == 'system' %}{{ m.content }}\n"
            + "{% else %}{{ m.role | capitalize }}: {{ m.content }}\n{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}Assistant:{% endif %}";

    private static final String PLAIN_STOP = "\nUser:";

    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final boolean templated;
    private final Set<Integer> ends;
    private final PromptCache cache;

    /// An answer.
    ///
    /// @param text        without the tokens that end it
    /// @param promptRead  tokens of the chat that had to be read
    /// @param promptKnown tokens of the chat that had been read before
    /// @param tokens      tokens of the answer
    public record Answer(String text, int promptRead, int promptKnown, int tokens, Generated.Ending ending) {}

    public ChatModel(LoadedModel loaded) {
        model = loaded.decoder();
        tokenizer = loaded.tokenizer();
        templated = loaded.template().isPresent();
        template = loaded.template().orElseGet(() -> ChatTemplate.of(PLAIN, Map.of()));
        ends = loaded.endTokens();
        cache = new PromptCache(model);
    }

    /// Whether the model has a template of its own; one without is given lines that begin with `User:` and
    /// `Assistant:`.
    public boolean hasTemplate() {
        return templated;
    }

    /// Tokens that the model can look at.
    public int context() {
        return model.context();
    }

    /// Tokens of a chat up to where the answer begins.
    public int length(List<Message> messages) {
        return prompt(messages).length;
    }

    private int[] prompt(List<Message> messages) {
        int[] ids = ChatPrompt.encode(template, tokenizer, messages);
        if (templated) {
            return ids;
        }
        int[] first = tokenizer.encodePrompt("");
        int[] all = Arrays.copyOf(first, first.length + ids.length);
        System.arraycopy(ids, 0, all, first.length, ids.length);
        return all;
    }

    /// Answers the last message.
    ///
    /// @param listener takes the answer as it is written, and says whether it is to go on
    /// @throws InputException if the template refuses the messages, or they have more tokens than the context
    public Answer answer(List<Message> messages, GenerationOptions options, Predicate<String> listener) {
        int[] ids = prompt(messages);
        if (ids.length >= model.context()) {
            throw new InputException("the chat has %d tokens with its template, the model's context is %d; shorten it"
                    .formatted(ids.length, model.context()));
        }
        int known = cache.known(ids);
        var text = new AnswerText(listener);
        var generated =
                new Generator(model).generate(ids, cache, options.endingAt(ends), (_, token) -> text.take(token));
        text.finish();
        return new Answer(
                text.written.toString(), ids.length - known, known, generated.tokens().length, generated.ending());
    }

    /// An answer as it grows.
    private final class AnswerText {
        private final StreamingDecoder decoder = new StreamingDecoder(tokenizer);
        private final StopStrings stops = new StopStrings(templated ? List.of() : List.of(PLAIN_STOP));
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
