package formers.text;

/// Input that cannot be used: missing, empty, not UTF-8, not a tokenizer. The message says what was
/// asked, what was found and what to do.
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
