package formers.langchain4j;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/// Whole answers of a model in this process. JSON schemas and the arguments of tools are held to while the
/// answer is written: what comes is valid, unless it is cut off by its length.
public final class FormersChatModel implements ChatModel {

    private final Conversation conversation;

    FormersChatModel(Conversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        var events = new AnswerEvents(conversation.name());
        var running = conversation.ask(request, events);
        try {
            while (true) {
                switch (events.next()) {
                    case AnswerEvents.Event.End(var response) -> {
                        return response;
                    }
                    case AnswerEvents.Event.Failure(var problem) -> throw problem;
                    case AnswerEvents.Event.Piece _, AnswerEvents.Event.Call _ -> {}
                }
            }
        } catch (InterruptedException e) {
            running.cancel();
            Thread.currentThread().interrupt();
            throw new InternalServerException("interrupted while the answer was written", e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return conversation.parameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return conversation.listeners();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }
}
