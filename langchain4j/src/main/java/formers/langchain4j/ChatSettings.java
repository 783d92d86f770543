package formers.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/// What a chat model does unless a request says otherwise.
///
/// @param <M> what [#build] makes
public final class ChatSettings<M> {

    private final Function<ChatSettings<?>, M> make;
    private ChatRequestParameters parameters = DefaultChatRequestParameters.EMPTY;
    private List<ChatModelListener> listeners = List.of();
    private OptionalLong seed = OptionalLong.empty();
    private Duration timeout = Duration.ofMinutes(10);

    ChatSettings(Function<ChatSettings<?>, M> make) {
        this.make = make;
    }

    /// Parameters of requests that do not give their own.
    public ChatSettings<M> defaultRequestParameters(ChatRequestParameters defaults) {
        parameters = parameters.overrideWith(defaults);
        return this;
    }

    /// 0 always takes the likeliest token; 1 unless given.
    public ChatSettings<M> temperature(double value) {
        return defaultRequestParameters(
                ChatRequestParameters.builder().temperature(value).build());
    }

    /// Most tokens of an answer; what is left of the context unless given.
    public ChatSettings<M> maxOutputTokens(int most) {
        return defaultRequestParameters(
                ChatRequestParameters.builder().maxOutputTokens(most).build());
    }

    /// The same seed and messages give the same answer; every answer has one of its own unless given.
    public ChatSettings<M> seed(long value) {
        seed = OptionalLong.of(value);
        return this;
    }

    /// After that time an answer ends where it is; ten minutes unless given.
    public ChatSettings<M> timeout(Duration longest) {
        timeout = longest;
        return this;
    }

    /// Told of requests, answers and errors.
    public ChatSettings<M> listeners(List<ChatModelListener> all) {
        listeners = List.copyOf(all);
        return this;
    }

    public M build() {
        return make.apply(this);
    }

    ChatRequestParameters parameters() {
        return parameters;
    }

    List<ChatModelListener> listeners() {
        return listeners;
    }

    OptionalLong seed() {
        return seed;
    }

    Duration timeout() {
        return timeout;
    }
}
