package formers.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes of a vocabulary's file, unless they are absurdly many.
final class VocabularyFile {

    private static final long LARGEST_BYTES = 256_000_000;

    private VocabularyFile() {}

    /// @throws InputException if there is no such file or it is too large
    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no tokenizer file " + file);
        }
        if (Files.size(file) > LARGEST_BYTES) {
            throw new InputException(
                    "%s has %d bytes; a tokenizer has at most %d".formatted(file, Files.size(file), LARGEST_BYTES));
        }
        return Files.readAllBytes(file);
    }
}
