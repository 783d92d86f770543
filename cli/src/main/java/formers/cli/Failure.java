package formers.cli;

/// Something the user has to know and can do something about; shown without a stack trace.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }
}
