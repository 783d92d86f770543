package formers.training;

/// Training produced numbers that are not finite, or left for ever larger losses. The message says at
/// which step and what to change; the last good state is on disk.
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DivergedException(String message) {
        super(message);
    }
}
