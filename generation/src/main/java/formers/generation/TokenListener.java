package formers.generation;

/// Told of every token as soon as it is chosen.
@FunctionalInterface
public interface TokenListener {

    /// A token of a sequence, numbered as its prompt.
    ///
    /// @return false to end this sequence
    boolean onToken(int sequence, int token);

    /// The same where [GenerationOptions#alternatives] are wanted.
    default boolean onToken(int sequence, int token, Alternatives alternatives) {
        return onToken(sequence, token);
    }
}
