package formers.generation.chat;

import formers.text.InputException;
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

    /// The role of a name.
    ///
    /// @throws InputException if there is none
    public static Role labelled(String label) {
        for (var role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new InputException("a message's role is system, user, assistant or tool, not \"" + label + "\"");
    }
}
