package formers.generation.chat;

import java.util.Objects;

/// One turn of a chat.
public record Message(Role role, String content) {
    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
    }
}
