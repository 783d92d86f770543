package formers.server;

import formers.generation.chat.Message;
import formers.generation.chat.Role;
import formers.generation.chat.Tool;
import formers.generation.chat.ToolCall;
import formers.generation.serving.ChatTurn;
import formers.generation.serving.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// A request for an answer to a chat (OpenAI's `POST /v1/chat/completions`).
record ChatRequest(ServedModel model, ChatTurn turn, Writing writing) {

    private static final Pattern FUNCTION_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final int MOST_ALTERNATIVES = 20;

    static ChatRequest of(Fields fields, ServedModels models, Forms forms, ServerOptions options) {
        var model = models.of(fields.text("model"));
        var messages = new ArrayList<Message>();
        for (var message : fields.objects("messages")) {
            messages.add(message(message));
            message.end();
        }
        if (messages.isEmpty()) {
            throw fields.wrong("messages", "an array of at least one message");
        }
        var tools = tools(fields);
        var choice = choice(fields, tools);
        var turn = new ChatTurn(messages, tools, choice, fields.flag("parallel_tool_calls", true));
        int limit = fields.integer("max_tokens", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        int newer = fields.integer("max_completion_tokens", limit, 1, Integer.MAX_VALUE);
        boolean scores = fields.flag("logprobs", false);
        int alternatives = fields.integer("top_logprobs", 0, 0, MOST_ALTERNATIVES);
        if (alternatives > 0 && !scores) {
            throw ApiException.invalid("top_logprobs", "top_logprobs needs logprobs to be true");
        }
        fields.onlyDefault("modalities", JsonNodeFactory.instance.arrayNode().add("text"));
        var writing = Writing.of(fields, model, forms, options, newer, scores ? alternatives : -1);
        fields.end();
        return new ChatRequest(model, turn, writing);
    }

    private static Message message(Fields message) {
        var role = message.requiredText("role");
        message.ignore("name");
        return switch (role) {
            case "system", "developer" -> new Message(Role.SYSTEM, requiredContent(message));
            case "user" -> new Message(Role.USER, requiredContent(message));
            case "assistant" -> {
                message.ignore("refusal", "annotations", "audio");
                var calls = message.objects("tool_calls").stream()
                        .map(ChatRequest::call)
                        .toList();
                yield Message.asking(
                        calls.isEmpty()
                                ? requiredContent(message)
                                : content(message).orElse(""),
                        calls);
            }
            case "tool" -> Message.answering(message.requiredText("tool_call_id"), requiredContent(message));
            default -> throw message.wrong("role", "system, developer, user, assistant or tool");
        };
    }

    private static String requiredContent(Fields message) {
        return content(message)
                .orElseThrow(
                        () -> ApiException.invalid(message.name("content"), message.name("content") + " is missing"));
    }

    /// A string, or parts of text one after the other.
    private static Optional<String> content(Fields message) {
        return message.node("content").map(node -> {
            if (node.isString()) {
                return node.stringValue();
            }
            return message.objects("content").stream().map(ChatRequest::part).collect(Collectors.joining());
        });
    }

    private static String part(Fields part) {
        if (!part.requiredText("type").equals("text")) {
            throw part.wrong("type", "text: this model reads nothing else");
        }
        var text = part.requiredText("text");
        part.end();
        return text;
    }

    private static ToolCall call(Fields call) {
        var function = call.object("function")
                .orElseThrow(() -> ApiException.invalid(call.name("function"), call.name("function") + " is missing"));
        var arguments = function.requiredText("arguments");
        JsonNode parsed;
        try {
            parsed = JsonMapper.shared().readTree(arguments.isBlank() ? "{}" : arguments);
        } catch (JacksonException _) {
            throw function.wrong("arguments", "the text of a JSON object");
        }
        if (!parsed.isObject()) {
            throw function.wrong("arguments", "the text of a JSON object");
        }
        var name = function.requiredText("name");
        function.end();
        call.ignore("type");
        var id = call.requiredText("id");
        call.ignore("index");
        call.end();
        return new ToolCall(id, name, parsed);
    }

    private static List<Tool> tools(Fields fields) {
        var tools = new ArrayList<Tool>();
        var names = new HashSet<String>();
        for (var tool : fields.objects("tools")) {
            if (!tool.requiredText("type").equals("function")) {
                throw tool.wrong("type", "function: there are no other tools");
            }
            var function = tool.object("function")
                    .orElseThrow(
                            () -> ApiException.invalid(tool.name("function"), tool.name("function") + " is missing"));
            var name = function.requiredText("name");
            if (!FUNCTION_NAME.matcher(name).matches() || !names.add(name)) {
                throw function.wrong("name", "1 to 64 letters, digits, '_', '-' or '.', and no name twice");
            }
            tools.add(new Tool(
                    name,
                    function.text("description").orElse(""),
                    function.node("parameters").orElse(null)));
            function.ignore("strict"); // always
            function.end();
            tool.end();
        }
        return tools;
    }

    private static ToolChoice choice(Fields fields, List<Tool> tools) {
        var wanted = fields.node("tool_choice");
        if (wanted.isEmpty()) {
            return tools.isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
        }
        var choice = wanted.get().isString() ? named(fields) : function(fields);
        boolean calls = !(choice instanceof ToolChoice.None);
        if (calls && tools.isEmpty()) {
            throw ApiException.invalid("tool_choice", "tool_choice needs tools to choose from; there are none");
        }
        if (choice instanceof ToolChoice.Named(var name)
                && tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw ApiException.invalid(
                    "tool_choice", "tool_choice names \"%s\", which is not in tools".formatted(name));
        }
        return choice;
    }

    private static ToolChoice named(Fields fields) {
        return switch (fields.requiredText("tool_choice")) {
            case "none" -> new ToolChoice.None();
            case "auto" -> new ToolChoice.Auto();
            case "required" -> new ToolChoice.Required();
            default -> throw fields.wrong("tool_choice", "none, auto, required or a function");
        };
    }

    private static ToolChoice function(Fields fields) {
        var choice = fields.object("tool_choice").orElseThrow();
        choice.ignore("type");
        var function = choice.object("function")
                .orElseThrow(() -> fields.wrong("tool_choice", "none, auto, required or a function"));
        var named = new ToolChoice.Named(function.requiredText("name"));
        function.end();
        choice.end();
        return named;
    }
}
