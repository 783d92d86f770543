package formers.generation;

/// Told of every token as soon as it is chosen.
@FunctionalInterface
public interface TokenListener {

    /// A token of a sequence, numbered as its prompt.
    ///
    /// @return false to end this sequence
    boolean onToken(int sequence, int token);
}
