package formers.server;

import static formers.server.Replies.JSON;

import formers.generation.serving.TextPiece;
import formers.generation.serving.TextResult;
import formers.server.Answering.Event;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/chat/completions`.
final class ChatCompletions {

    private final ServedModels models;
    private final ServerOptions options;
    private final Forms forms;
    private final Meters meters;

    ChatCompletions(ServedModels models, ServerOptions options, Forms forms, Meters meters) {
        this.models = models;
        this.options = options;
        this.forms = forms;
        this.meters = meters;
    }

    void handle(Context context) throws IOException, InterruptedException {
        var request = ChatRequest.of(Fields.of(Bodies.json(context), ""), models, forms, options);
        var model = request.model();
        var writing = request.writing();
        var answering = new Answering();
        var running = model.engine()
                .answer(
                        Clients.of(context),
                        request.turn(),
                        writing.request(),
                        meters.heard(model.name(), answering.listeners(writing.choices())));
        var reply = new Grown(model, writing);
        answering.deliver(context, reply, running, writing.choices(), writing.stream(), options.patience());
    }

    private static final class Grown implements Reply {
        private final String id = Replies.id("chatcmpl");
        private final long created = System.currentTimeMillis() / 1000;
        private final ServedModel model;
        private final Writing writing;
        private final Map<Integer, Choice> choices = new TreeMap<>();
        private final List<TextResult> results = new ArrayList<>();

        private static final class Choice {
            final StringBuilder text = new StringBuilder();
            final List<TextPiece.ScoredToken> tokens = new ArrayList<>();
            final ArrayNode calls = JSON.arrayNode();
            boolean begun;
            String finishReason;
        }

        Grown(ServedModel model, Writing writing) {
            this.model = model;
            this.writing = writing;
            for (int i = 0; i < writing.choices(); i++) {
                choices.put(i, new Choice());
            }
        }

        @Override
        public void add(Event event) {
            var choice = choices.get(event.choice());
            switch (event) {
                case Event.Piece(var _, var piece) -> {
                    choice.text.append(piece.text());
                    choice.tokens.addAll(piece.tokens());
                }
                case Event.Call(var _, var index, var call) -> choice.calls.add(Replies.call(index, call, false));
                case Event.End(var _, var result) -> {
                    results.add(result);
                    choice.finishReason = Replies.finishReason(result, !choice.calls.isEmpty());
                }
                case Event.Failure(var _, var problem) -> throw problem;
            }
        }

        @Override
        public JsonNode whole() {
            var reply = Replies.envelope(id, "chat.completion", created, model.name());
            var list = reply.putArray("choices");
            choices.forEach((index, choice) -> {
                var message = JSON.objectNode().put("role", "assistant");
                message.set(
                        "content",
                        choice.calls.isEmpty() || !choice.text.isEmpty()
                                ? JSON.stringNode(choice.text.toString())
                                : JSON.nullNode());
                message.set("refusal", JSON.nullNode());
                if (!choice.calls.isEmpty()) {
                    message.set("tool_calls", choice.calls);
                }
                var node = JSON.objectNode().put("index", index);
                node.set("message", message);
                node.set("logprobs", Replies.logprobs(model, choice.tokens));
                node.put("finish_reason", choice.finishReason);
                list.add(node);
            });
            reply.set("usage", Replies.usage(results, 1));
            return reply;
        }

        @Override
        public List<JsonNode> chunks(Event event) {
            var choice = choices.get(event.choice());
            var chunks = new ArrayList<JsonNode>();
            if (!choice.begun) {
                choice.begun = true;
                chunks.add(chunk(
                        event.choice(),
                        JSON.objectNode().put("role", "assistant").put("content", ""),
                        List.of(),
                        null));
            }
            switch (event) {
                case Event.Piece(var index, var piece) ->
                    chunks.add(chunk(index, JSON.objectNode().put("content", piece.text()), piece.tokens(), null));
                case Event.Call(var index, var number, var call) -> {
                    choice.calls.add(number);
                    var delta = JSON.objectNode();
                    delta.putArray("tool_calls").add(Replies.call(number, call, true));
                    chunks.add(chunk(index, delta, List.of(), null));
                }
                case Event.End(var index, var result) -> {
                    results.add(result);
                    chunks.add(chunk(
                            index,
                            JSON.objectNode(),
                            List.of(),
                            Replies.finishReason(result, !choice.calls.isEmpty())));
                }
                case Event.Failure(var _, var problem) -> throw problem;
            }
            return chunks;
        }

        private ObjectNode chunk(int index, ObjectNode delta, List<TextPiece.ScoredToken> tokens, String finishReason) {
            var chunk = Replies.envelope(id, "chat.completion.chunk", created, model.name());
            var choice = JSON.objectNode().put("index", index);
            choice.set("delta", delta);
            choice.set("logprobs", Replies.logprobs(model, tokens));
            choice.put("finish_reason", finishReason);
            chunk.putArray("choices").add(choice);
            if (writing.includeUsage()) {
                chunk.set("usage", JSON.nullNode());
            }
            return chunk;
        }

        @Override
        public List<JsonNode> last() {
            if (!writing.includeUsage()) {
                return List.of();
            }
            var chunk = Replies.envelope(id, "chat.completion.chunk", created, model.name());
            chunk.putArray("choices");
            chunk.set("usage", Replies.usage(results, 1));
            return List.of(chunk);
        }
    }
}
