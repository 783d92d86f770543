package formers.generation.chat;

import java.util.Locale;

/// Who says something in a chat.
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL;

    /// The name that templates know it by.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
