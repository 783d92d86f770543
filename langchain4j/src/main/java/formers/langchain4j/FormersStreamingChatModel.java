package formers.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import formers.generation.serving.TextEngine;
import java.util.List;
import java.util.Set;

/// Answers of a model in this process as they are written. Handlers are called one event after the other by
/// a thread of the request's own: they may take their time.
public final class FormersStreamingChatModel implements StreamingChatModel {

    private final Conversation conversation;

    FormersStreamingChatModel(Conversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        var events = new AnswerEvents(conversation.name());
        TextEngine.Running running;
        try {
            running = conversation.ask(request, events);
        } catch (RuntimeException e) {
            handler.onError(e);
            return;
        }
        var handle = new Handle(running);
        Thread.ofVirtual().name("answer").start(() -> {
            try {
                deliver(events, handler, handle);
            } catch (InterruptedException _) {
                running.cancel();
            }
        });
    }

    private static void deliver(AnswerEvents events, StreamingChatResponseHandler handler, Handle handle)
            throws InterruptedException {
        while (!handle.isCancelled()) {
            switch (events.next()) {
                case AnswerEvents.Event.Piece(var text) ->
                    attempt(
                            handler,
                            () -> handler.onPartialResponse(
                                    new PartialResponse(text), new PartialResponseContext(handle)));
                case AnswerEvents.Event.Call(var index, var call) ->
                    attempt(
                            handler,
                            () -> handler.onCompleteToolCall(new CompleteToolCall(index, Tools.request(call))));
                case AnswerEvents.Event.End(var response) -> {
                    attempt(handler, () -> handler.onCompleteResponse(response));
                    return;
                }
                case AnswerEvents.Event.Failure(var problem) -> {
                    handler.onError(problem);
                    return;
                }
            }
        }
    }

    /// What a handler throws, it is told.
    private static void attempt(StreamingChatResponseHandler handler, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            handler.onError(e);
        }
    }

    private static final class Handle implements StreamingHandle {
        private final TextEngine.Running running;
        private volatile boolean cancelled;

        Handle(TextEngine.Running running) {
            this.running = running;
        }

        @Override
        public void cancel() {
            cancelled = true;
            running.cancel();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
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
