package formers.generation.serving;

import formers.generation.chat.ToolCall;

/// Told of an answer as it is written.
public interface ChatListener extends TextListener {

    /// The assistant asks for a function.
    ///
    /// @param index of the call in this answer
    void onCall(int index, ToolCall call);
}
