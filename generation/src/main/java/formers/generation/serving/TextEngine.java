package formers.generation.serving;

import formers.generation.Drafter;
import formers.generation.GenerationOptions;
import formers.generation.Scheduler;
import formers.generation.chat.ChatFormat;
import formers.generation.chat.LoadedModel;
import formers.generation.chat.Tool;
import formers.generation.grammar.Grammar;
import formers.generation.grammar.TokenConstraint;
import formers.generation.grammar.TokenVocabulary;
import formers.tensor.CacheFormat;
import formers.text.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A model that writes texts and answers chats for many at once. Thread-safe.
public final class TextEngine implements AutoCloseable {

    private final LoadedModel model;
    private final ChatFormat chat;
    private final CacheFormat cacheFormat;
    private final Optional<Drafter> drafter;
    private final Scheduler scheduler;
    private volatile TokenVocabulary vocabulary; // made when first needed: it sorts all tokens

    /// A request under way; one text, or several of one prompt.
    public record Running(List<Scheduler.Ticket> tickets) {

        /// Ends the texts at the next token; nothing more is told of them.
        public void cancel() {
            tickets.forEach(Scheduler.Ticket::cancel);
        }
    }

    /// @param drafter guesses how texts go on, for the model to check while few are written: they come out the
    ///                same
    public TextEngine(
            String name,
            LoadedModel model,
            Scheduler.Limits limits,
            CacheFormat cacheFormat,
            Optional<Drafter> drafter) {
        this.model = model;
        this.chat = new ChatFormat(model);
        this.cacheFormat = cacheFormat;
        this.drafter = drafter;
        this.scheduler = new Scheduler(name, model.decoder(), limits);
    }

    public LoadedModel model() {
        return model;
    }

    public ChatFormat chat() {
        return chat;
    }

    /// Texts being written.
    public int running() {
        return scheduler.running();
    }

    /// Requests that wait.
    public int waiting() {
        return scheduler.waiting();
    }

    /// Tokens that were guessed so far.
    public long guessed() {
        return scheduler.guessed();
    }

    /// Those of them that came true.
    public long accepted() {
        return scheduler.accepted();
    }

    /// Continues a text, once for each listener.
    ///
    /// @param client whom it is for: clients take turns
    /// @param prompt tokens
    /// @throws IllegalArgumentException if the prompt is empty, has an unknown token or fills the context
    /// @throws formers.generation.Scheduler.BusyException if there is no room
    public Running complete(String client, int[] prompt, TextRequest request, List<? extends TextListener> listeners) {
        return submit(client, prompt, prompt, request, model.endTokens(), listeners);
    }

    /// Answers a chat, once for each listener.
    ///
    /// @throws InputException if the chat's template refuses the messages, or they fill the context
    /// @throws formers.generation.grammar.GrammarException if the schema of a tool cannot be held to
    /// @throws formers.generation.Scheduler.BusyException if there is no room
    public Running answer(String client, ChatTurn turn, TextRequest request, List<? extends ChatListener> listeners) {
        boolean calls = !turn.tools().isEmpty() && !(turn.choice() instanceof ToolChoice.None);
        var form = calls ? request.constrainedTo(callGrammar(turn, request)) : request;
        var stops = new ArrayList<>(request.stops());
        stops.addAll(chat.stops());
        int[] prompt =
                chat.prompt(turn.messages(), turn.choice() instanceof ToolChoice.None ? List.of() : turn.tools());
        var heard = listeners.stream()
                .map(listener -> calls ? new CallFilter(chat.callSyntax(), listener) : (TextListener) listener)
                .toList();
        return submit(client, prompt, new int[0], form.stoppingAt(stops), chat.endTokens(), heard);
    }

    private Grammar callGrammar(ChatTurn turn, TextRequest request) {
        var form = chat.callSyntax().form();
        return switch (turn.choice()) {
            case ToolChoice.Required _ -> form.calls(schemas(turn.tools()), turn.parallel());
            case ToolChoice.Named(var name) ->
                form.calls(
                        schemas(turn.tools().stream()
                                .filter(tool -> tool.name().equals(name))
                                .toList()),
                        false);
            case ToolChoice.Auto _, ToolChoice.None _ ->
                request.grammar()
                        .map(otherwise -> form.callsOr(schemas(turn.tools()), turn.parallel(), otherwise))
                        .orElseGet(() -> form.callsOrText(schemas(turn.tools()), turn.parallel()));
        };
    }

    private static Map<String, JsonNode> schemas(List<Tool> tools) {
        var schemas = new LinkedHashMap<String, JsonNode>();
        tools.forEach(tool -> schemas.put(tool.name(), tool.parameters()));
        return schemas;
    }

    private Running submit(
            String client,
            int[] prompt,
            int[] continued,
            TextRequest request,
            Set<Integer> ends,
            List<? extends TextListener> listeners) {
        int context = model.decoder().context();
        long room = Math.min(context, scheduler.limits().tokens()) - prompt.length;
        if (room < 1) {
            throw new InputException("the prompt has %d tokens, the model's context is %d and there is room for %d;"
                            .formatted(
                                    prompt.length, context, scheduler.limits().tokens())
                    + " shorten it");
        }
        var plain = GenerationOptions.of(request.sampling(), (int) Math.min(request.maxTokens(), room))
                .endingAt(ends)
                .among(model.tokenizer().vocabularySize())
                .withCacheFormat(cacheFormat)
                .withAlternatives(request.alternatives());
        var options = drafter.map(plain::drafting).orElse(plain);
        var held = request.grammar()
                .map(grammar -> options.constrainedTo(constraint(grammar)))
                .orElse(options);
        var answers = listeners.stream()
                .map(listener -> new TextAnswer(model.tokenizer(), continued, prompt.length, request, listener))
                .toList();
        return new Running(scheduler.submit(
                client,
                Collections.nCopies(answers.size(), prompt),
                IntStream.range(0, answers.size()).mapToObj(_ -> held).toList(),
                answers));
    }

    private TokenConstraint constraint(Grammar grammar) {
        var known = vocabulary;
        if (known == null) {
            known = TokenVocabulary.of(model.tokenizer());
            vocabulary = known;
        }
        return known.constraint(grammar);
    }

    /// Refuses new requests from now on, and waits for those under way.
    ///
    /// @return whether all have ended in time
    public boolean drain(Duration patience) {
        return scheduler.drain(patience);
    }

    /// Ends every text where it is.
    @Override
    public void close() {
        scheduler.close();
    }
}
