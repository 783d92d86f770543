package formers.generation;

/// The continuation of one prompt.
///
/// @param tokens without the prompt and without an end token
/// @param passes through the model that chose them; fewer than tokens where guesses came true
public record Generated(int[] tokens, Ending ending, int passes) {

    /// Why a sequence ended.
    public enum Ending {
        /// The model chose an end token, or the grammar of the text leaves nothing more to write.
        END_TOKEN,
        /// The listener asked for it, at a stop string for example.
        STOPPED,
        /// It has as many tokens as were asked for.
        LENGTH,
        /// The context is full.
        CONTEXT
    }
}
