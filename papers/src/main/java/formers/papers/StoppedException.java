package formers.papers;

/// A run ended because it was asked to; it found nothing.
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
        super("stopped before the end; no report was written");
    }
}
