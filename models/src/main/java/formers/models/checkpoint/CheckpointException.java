package formers.models.checkpoint;

import java.nio.file.Path;

/// A file is not what it should be: damaged, hostile, of another kind, or without what was asked of it.
/// The message says which file, where in it, what was expected and what was found. Trouble with the
/// disk itself is an [java.io.IOException] instead.
public final class CheckpointException extends RuntimeException {

    public CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public CheckpointException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }

    public CheckpointException(String message) {
        super(message);
    }
}
