package formers.generation.chat;

import formers.models.checkpoint.ModelDirectory;
import formers.models.gguf.GgufMetadata;
import formers.text.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a model wants its chats written: a Jinja template, as Hugging Face's Transformers keeps them beside
/// models. Templates run in a sandbox, since they come with models of strangers.
public final class ChatTemplate {

    private static final Pattern GENERATION = Pattern.compile("\\{%([-+]?)\\s*(end)?generation\\s*([-+]?)%}");

    private static final Pattern BEFORE = Pattern.compile("\\s*(\\{[{%#])-");
    private static final Pattern AFTER = Pattern.compile("-([}%#]})\\s*");

    private final String source;
    private final Map<String, String> tokens;
    private final String origin;

    private ChatTemplate(String source, Map<String, String> tokens, String origin) {
        this.source = prepared(source);
        this.tokens = Map.copyOf(tokens);
        this.origin = origin;
    }

    /// Jinja's whitespace control where the engine lacks it; and without the tag that marks, for training,
    /// what the assistant said, which Jinja itself does not know.
    private static String prepared(String source) {
        var text = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
        text = GENERATION.matcher(text).replaceAll("{%$1 if true $3%}{% endif %}");
        text = BEFORE.matcher(text).replaceAll("$1 ");
        return AFTER.matcher(text).replaceAll(" $1");
    }

    /// A template given as text.
    ///
    /// @param tokens values of `bos_token`, `eos_token` and the like
    public static ChatTemplate of(String source, Map<String, String> tokens) {
        return new ChatTemplate(source, tokens, "chat template");
    }

    /// The template of a model directory: `chat_template.jinja`, or else what `tokenizer_config.json`
    /// holds; of several, the one named `default`. None if the model has none.
    ///
    /// @throws InputException if `tokenizer_config.json` is not what it should be
    public static Optional<ChatTemplate> read(Path directory) throws IOException {
        var config = config(directory.resolve("tokenizer_config.json"));
        var tokens = new HashMap<String, String>();
        for (var name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            var token = config.path(name);
            var text = token.isObject() ? token.path("content") : token;
            if (text.isString()) {
                tokens.put(name, text.stringValue());
            }
        }
        return source(directory).map(text -> new ChatTemplate(text, tokens, directory.toString()));
    }

    /// The text of a model directory's template, as [#read] finds it.
    public static Optional<String> source(Path directory) throws IOException {
        var file = directory.resolve(ModelDirectory.CHAT_TEMPLATE);
        if (Files.isRegularFile(file)) {
            return Optional.of(Files.readString(file));
        }
        var config = directory.resolve("tokenizer_config.json");
        return template(config(config).path("chat_template"), config.toString());
    }

    /// Values of `bos_token` and `eos_token` by the metadata of a GGUF file.
    public static Map<String, String> tokens(GgufMetadata metadata) {
        var tokens = metadata.strings("tokenizer.ggml." + "tokens");
        var names = new HashMap<String, String>();
        for (var name : List.of("bos", "eos")) {
            int id = metadata.intOr("tokenizer.ggml." + name + "_token_id", -1, -1, Integer.MAX_VALUE);
            if (id >= 0 && id < tokens.size()) {
                names.put(name + "_token", tokens.get(id));
            }
        }
        return names;
    }

    private static JsonNode config(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new InputException(file + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Optional<String> template(JsonNode node, String origin) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (node.isString()) {
            return Optional.of(node.stringValue());
        }
        for (var named : node) {
            if (named.path("name").asString("").equals("default")
                    && named.path("template").isString()) {
                return Optional.of(named.path("template").stringValue());
            }
        }
        throw new InputException(origin + ": chat_template has no template named \"default\"; put the one to use"
                + " into chat_template.jinja");
    }

    /// The text of a chat.
    ///
    /// @param addGenerationPrompt whether it ends with what comes before an assistant's answer
    /// @throws InputException naming the template's file if it fails, refuses the messages, or oversteps a
    ///                        bound
    public String render(List<Message> messages, boolean addGenerationPrompt) {
        return render(messages, List.of(), addGenerationPrompt);
    }

    /// The text of a chat with functions that the assistant may call.
    String render(List<Message> messages, List<Tool> tools, boolean addGenerationPrompt) {
        var variables = new HashMap<String, Object>(tokens);
        var names = ToolsAsText.names(messages);
        variables.put("messages", messages.stream().map(it -> entry(it, names)).toList());
        if (!tools.isEmpty()) {
            variables.put("tools", tools.stream().map(Tool::entry).toList());
        }
        variables.put("add_generation_prompt", addGenerationPrompt);
        return Sandbox.render(source, variables, origin);
    }

    boolean contains(char c) {
        return source.indexOf(c) >= 0;
    }

    /// Whether the template has this text in it.
    boolean mentions(String text) {
        return source.contains(text);
    }

    /// @param names of functions by the ids of their calls
    private static Map<String, Object> entry(Message message, Map<String, String> names) {
        var entry = new HashMap<String, Object>();
        entry.put("role", message.role().label());
        entry.put("content", message.content());
        if (!message.calls().isEmpty()) {
            entry.put(
                    "tool_calls", message.calls().stream().map(ToolCall::entry).toList());
        }
        if (message.role() == Role.TOOL) {
            entry.put("tool_call_id", message.callId());
            entry.put("name", names.getOrDefault(message.callId(), ""));
        }
        return entry;
    }
}
