package formers.generation.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tools for templates that know none: instructions in the system message, calls and answers as what people
/// say.
final class ToolsAsText {

    private ToolsAsText() {}

    static List<Message> rewrite(List<Message> messages, List<Tool> tools) {
        var result = new ArrayList<Message>();
        for (var message : messages) {
            result.add(
                    switch (message.role()) {
                        case TOOL -> new Message(Role.USER, "The function answers: " + message.content());
                        case ASSISTANT ->
                            message.calls().isEmpty() ? message : new Message(Role.ASSISTANT, said(message));
                        case SYSTEM, USER -> message;
                    });
        }
        if (tools.isEmpty()) {
            return result;
        }
        boolean hasSystem = !result.isEmpty() && result.getFirst().role() == Role.SYSTEM;
        var system = hasSystem ? result.removeFirst().content() + "\n\n" : "";
        result.addFirst(new Message(Role.SYSTEM, system + instructions(tools)));
        return result;
    }

    private static String instructions(List<Tool> tools) {
        return tools.stream()
                .map(tool -> JsonMapper.shared().writeValueAsString(tool.entry().get("function")))
                .collect(Collectors.joining(
                        "\n",
                        "You can call these functions:\n",
                        "\nTo call one, answer with nothing but {\"name\": its name, \"arguments\": its arguments}."));
    }

    private static String said(Message message) {
        var calls = message.calls().stream()
                .map(call -> JsonMapper.shared()
                        .writeValueAsString(JsonNodeFactory.instance
                                .objectNode()
                                .put("name", call.name())
                                .set("arguments", call.arguments())))
                .collect(Collectors.joining("\n"));
        return message.content().isEmpty() ? calls : message.content() + "\n" + calls;
    }

    /// Names of the functions by the ids of their calls.
    static Map<String, String> names(List<Message> messages) {
        return messages.stream()
                .flatMap(message -> message.calls().stream())
                .collect(Collectors.toMap(ToolCall::id, ToolCall::name, (_, last) -> last));
    }
}
