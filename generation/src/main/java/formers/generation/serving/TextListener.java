package formers.generation.serving;

/// Told of a text as it is written; by the thread that runs the model, so it must not wait.
public interface TextListener {

    /// More of it.
    void onPiece(TextPiece piece);

    /// It has ended; nothing more comes.
    void onEnd(TextResult result);

    /// It failed; nothing more comes.
    void onFailure(RuntimeException problem);
}
