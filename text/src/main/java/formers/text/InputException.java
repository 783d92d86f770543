package formers.text;

import java.nio.file.Path;
import java.util.function.Supplier;

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

    /// Puts the name of a file before the message of what its reading throws.
    static <T> T naming(Path file, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InputException e) {
            throw e.getMessage().startsWith(file.toString()) ? e : new InputException(file + ": " + e.getMessage(), e);
        }
    }
}
