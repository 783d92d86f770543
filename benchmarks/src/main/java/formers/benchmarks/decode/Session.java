package formers.benchmarks.decode;

/// A language model that remembers what it has read.
interface Session {

    void forget();

    /// Reads a prompt, up to the logits behind its last token.
    void read(int[] ids);

    /// Reads one more token, up to the logits behind it, as when the model writes.
    void write(int id);
}
