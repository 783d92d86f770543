package formers.generation.chat;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// One turn of a chat.
///
/// @param content what is said; of a tool, what it answers
/// @param calls   functions that an assistant asks for
/// @param callId  which call a tool answers; empty for anybody else
public record Message(Role role, String content, List<ToolCall> calls, String callId) {

    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(callId, "callId");
        calls = List.copyOf(calls);
    }

    public Message(Role role, String content) {
        this(role, content, List.of(), "");
    }

    /// What an assistant says and asks for.
    public static Message asking(String content, List<ToolCall> calls) {
        return new Message(Role.ASSISTANT, content, calls, "");
    }

    /// What a tool answers.
    public static Message answering(String callId, String content) {
        return new Message(Role.TOOL, content, List.of(), callId);
    }

    /// The same with every string that somebody may have made up changed.
    Message withStrings(UnaryOperator<String> change) {
        return new Message(
                role,
                change.apply(content),
                calls.stream()
                        .map(call -> new ToolCall(
                                change.apply(call.id()),
                                change.apply(call.name()),
                                Plain.withStrings(call.arguments(), change)))
                        .toList(),
                change.apply(callId));
    }
}
