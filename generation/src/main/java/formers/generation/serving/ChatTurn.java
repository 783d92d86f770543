package formers.generation.serving;

import formers.generation.chat.Message;
import formers.generation.chat.Tool;
import java.util.List;

/// A chat that wants an answer.
///
/// @param choice   of `tools`
/// @param parallel an answer may call several functions
public record ChatTurn(List<Message> messages, List<Tool> tools, ToolChoice choice, boolean parallel) {

    public ChatTurn {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /// Without tools.
    public static ChatTurn of(List<Message> messages) {
        return new ChatTurn(messages, List.of(), new ToolChoice.None(), false);
    }
}
