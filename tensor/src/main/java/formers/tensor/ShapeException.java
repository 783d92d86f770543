package formers.tensor;

/// Shapes that do not fit the operation asked for. The message names the operation and every shape involved.
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public ShapeException(String message) {
        super(message);
    }
}
