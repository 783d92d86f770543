package formers.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import formers.generation.chat.Message;
import formers.generation.chat.Role;
import formers.generation.chat.ToolCall;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// LangChain4j's messages as ours.
final class Messages {

    private Messages() {}

    /// @throws UnsupportedFeatureException if there is more than text in one
    static List<Message> of(List<ChatMessage> messages) {
        return messages.stream().map(Messages::of).toList();
    }

    static Message of(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> new Message(Role.SYSTEM, system.text());
            case UserMessage user -> new Message(Role.USER, text(user.contents()));
            case AiMessage ai ->
                Message.asking(
                        ai.text() == null ? "" : ai.text(),
                        ai.toolExecutionRequests().stream()
                                .map(call -> new ToolCall(
                                        call.id() == null ? "" : call.id(), call.name(), arguments(call.arguments())))
                                .toList());
            case ToolExecutionResultMessage result ->
                Message.answering(result.id() == null ? "" : result.id(), text(result.contents()));
            default ->
                throw new UnsupportedFeatureException(
                        "messages of type %s are not supported".formatted(message.type()));
        };
    }

    private static String text(List<Content> contents) {
        return contents.stream().map(Messages::text).collect(Collectors.joining());
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw new UnsupportedFeatureException("this model reads text, found " + content.type());
    }

    private static JsonNode arguments(String json) {
        try {
            return JsonMapper.shared().readTree(json == null || json.isBlank() ? "{}" : json);
        } catch (JacksonException e) {
            throw new InvalidRequestException("the arguments of a tool call are not JSON: " + json, e);
        }
    }
}
