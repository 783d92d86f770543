package formers.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import formers.generation.chat.ToolCall;
import formers.generation.serving.ChatListener;
import formers.generation.serving.TextPiece;
import formers.generation.serving.TextResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// What comes of a request, from the thread that runs the model to one that may take its time.
final class AnswerEvents implements ChatListener {

    sealed interface Event {
        record Piece(String text) implements Event {}

        record Call(int index, ToolCall call) implements Event {}

        record End(ChatResponse response) implements Event {}

        record Failure(RuntimeException problem) implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final String model;
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();

    AnswerEvents(String model) {
        this.model = model;
    }

    Event next() throws InterruptedException {
        return events.take();
    }

    @Override
    public void onPiece(TextPiece piece) {
        if (!piece.text().isEmpty()) {
            text.append(piece.text());
            events.add(new Event.Piece(piece.text()));
        }
    }

    @Override
    public void onCall(int index, ToolCall call) {
        calls.add(call);
        events.add(new Event.Call(index, call));
    }

    @Override
    public void onEnd(TextResult result) {
        events.add(new Event.End(response(result)));
    }

    @Override
    public void onFailure(RuntimeException problem) {
        events.add(new Event.Failure(Conversation.translated(problem)));
    }

    private ChatResponse response(TextResult result) {
        var message = AiMessage.builder()
                .text(text.isEmpty() && !calls.isEmpty() ? null : text.toString())
                .toolExecutionRequests(calls.stream().map(Tools::request).toList())
                .build();
        return ChatResponse.builder()
                .aiMessage(message)
                .modelName(model)
                .tokenUsage(new TokenUsage(result.promptTokens(), result.tokens()))
                .finishReason(
                        switch (result.ending()) {
                            case LENGTH, CONTEXT -> FinishReason.LENGTH;
                            case END_TOKEN, STOPPED ->
                                calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION;
                        })
                .build();
    }
}
