package formers.text;

/// Turns tokens into text as they come, and never shows half a character: bytes of a character that is
/// not complete wait for the next token. Not thread-safe; one per text.
public final class StreamingDecoder {

    private final TokenStream stream;

    public StreamingDecoder(Tokenizer tokenizer) {
        stream = tokenizer instanceof PipelineTokenizer pipeline && !pipeline.byteLevel()
                ? new WindowStream(pipeline)
                : new ByteStream(tokenizer);
    }

    /// Takes a token; returns the characters that are complete now.
    public String accept(int id) {
        return stream.accept(id);
    }

    /// What is left at the end: U+FFFD for an incomplete character.
    public String flush() {
        return stream.flush();
    }
}
