package formers.server;

import static formers.server.Replies.JSON;

import formers.generation.serving.TextEngine;
import formers.generation.serving.TextPiece;
import formers.generation.serving.TextResult;
import formers.server.Answering.Event;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/completions`: texts go on.
final class Completions {

    private static final int USUAL_TOKENS = 16; // as OpenAI has it
    private static final int MOST_ALTERNATIVES = 5;

    private final ServedModels models;
    private final ServerOptions options;
    private final Forms forms;
    private final Meters meters;

    Completions(ServedModels models, ServerOptions options, Forms forms, Meters meters) {
        this.models = models;
        this.options = options;
        this.forms = forms;
        this.meters = meters;
    }

    void handle(Context context) throws IOException, InterruptedException {
        var fields = Fields.of(Bodies.json(context), "");
        var model = models.of(fields.text("model"));
        var prompts = Prompts.of(fields, "prompt", model);
        boolean echo = fields.flag("echo", false);
        int maxTokens = fields.integer("max_tokens", USUAL_TOKENS, 0, Integer.MAX_VALUE);
        int alternatives = fields.integer("logprobs", -1, 0, MOST_ALTERNATIVES);
        var writing = Writing.of(fields, model, forms, options, maxTokens, alternatives);
        fields.onlyDefault("suffix", JSON.stringNode(""));
        fields.onlyDefault("best_of", JSON.numberNode(writing.choices()));
        fields.end();

        var answering = new Answering();
        int choices = prompts.size() * writing.choices();
        var listeners = meters.heard(model.name(), answering.listeners(choices));
        var tickets = new ArrayList<TextEngine.Running>();
        try {
            for (int i = 0; i < prompts.size(); i++) {
                tickets.add(model.engine()
                        .complete(
                                Clients.of(context),
                                prompts.get(i),
                                writing.request(),
                                listeners.subList(i * writing.choices(), (i + 1) * writing.choices())));
            }
        } catch (RuntimeException e) {
            tickets.forEach(TextEngine.Running::cancel);
            throw e;
        }
        var running = new TextEngine.Running(
                tickets.stream().flatMap(it -> it.tickets().stream()).toList());
        var reply = new Grown(model, writing, echo ? prompts : List.of(), prompts.size());
        answering.deliver(context, reply, running, choices, writing.stream(), options.patience());
    }

    private static final class Grown implements Reply {
        private final String id = Replies.id("cmpl");
        private final long created = System.currentTimeMillis() / 1000;
        private final ServedModel model;
        private final Writing writing;
        private final List<int[]> echoed;
        private final int prompts;
        private final Map<Integer, Choice> choices = new TreeMap<>();
        private final List<TextResult> results = new ArrayList<>();

        private static final class Choice {
            final StringBuilder text = new StringBuilder();
            final List<TextPiece.ScoredToken> tokens = new ArrayList<>();
            int offset;
            String finishReason;
        }

        /// @param echoed prompts to repeat; none to repeat nothing
        Grown(ServedModel model, Writing writing, List<int[]> echoed, int prompts) {
            this.model = model;
            this.writing = writing;
            this.echoed = echoed;
            this.prompts = prompts;
            for (int i = 0; i < prompts * writing.choices(); i++) {
                var choice = new Choice();
                if (!echoed.isEmpty()) {
                    choice.text.append(model.engine().model().tokenizer().decode(echoed.get(i / writing.choices())));
                }
                choice.offset = choice.text.length();
                choices.put(i, choice);
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
                case Event.Call _ -> {}
                case Event.End(var _, var result) -> {
                    results.add(result);
                    choice.finishReason = Replies.finishReason(result, false);
                }
                case Event.Failure(var _, var problem) -> throw problem;
            }
        }

        @Override
        public JsonNode whole() {
            var reply = Replies.envelope(id, "text_completion", created, model.name());
            var list = reply.putArray("choices");
            choices.forEach((index, choice) ->
                    list.add(choice(index, choice.text.toString(), choice.tokens, choice, choice.finishReason)));
            reply.set("usage", Replies.usage(results, prompts));
            return reply;
        }

        private ObjectNode choice(
                int index, String text, List<TextPiece.ScoredToken> tokens, Choice state, String finishReason) {
            var node = JSON.objectNode().put("index", index).put("text", text);
            node.set("logprobs", logprobs(tokens, state));
            node.put("finish_reason", finishReason);
            return node;
        }

        /// Parallel lists, as this older interface has them.
        private JsonNode logprobs(List<TextPiece.ScoredToken> tokens, Choice state) {
            if (tokens.isEmpty()) {
                return JSON.nullNode();
            }
            var node = JSON.objectNode();
            var texts = node.putArray("tokens");
            var scores = node.putArray("token_logprobs");
            var tops = node.putArray("top_logprobs");
            var offsets = node.putArray("text_offset");
            for (var token : tokens) {
                var text = text(token);
                texts.add(text);
                scores.add(token.logProbability());
                var top = JSON.objectNode();
                token.alternatives().forEach(it -> top.put(text(it), it.logProbability()));
                tops.add(top);
                offsets.add(state.offset);
                state.offset += text.length();
            }
            return node;
        }

        private String text(TextPiece.ScoredToken token) {
            return new String(model.bytes(token.id()), StandardCharsets.UTF_8);
        }

        @Override
        public List<JsonNode> chunks(Event event) {
            var state = choices.get(event.choice());
            var chunks = new ArrayList<JsonNode>();
            if (!echoed.isEmpty() && !state.text.isEmpty()) {
                chunks.add(chunk(choice(event.choice(), state.text.toString(), List.of(), state, null)));
                state.text.setLength(0);
            }
            switch (event) {
                case Event.Piece(var index, var piece) ->
                    chunks.add(chunk(choice(index, piece.text(), piece.tokens(), state, null)));
                case Event.Call _ -> {}
                case Event.End(var index, var result) -> {
                    results.add(result);
                    chunks.add(chunk(choice(index, "", List.of(), state, Replies.finishReason(result, false))));
                }
                case Event.Failure(var _, var problem) -> throw problem;
            }
            return chunks;
        }

        private ObjectNode chunk(ObjectNode choice) {
            var chunk = Replies.envelope(id, "text_completion", created, model.name());
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
            var chunk = Replies.envelope(id, "text_completion", created, model.name());
            chunk.putArray("choices");
            chunk.set("usage", Replies.usage(results, prompts));
            return List.of(chunk);
        }
    }
}
