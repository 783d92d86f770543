package formers.benchmarks.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A tokenizer to be timed: ours, or a peer's, reading the same file.
public interface Encoder extends AutoCloseable {

    /// Makes a peer's encoder; found as a service.
    interface Provider {
        String name();

        /// @param file a `tokenizer.json`
        Encoder open(Path file) throws IOException;
    }

    int[] encode(String text);

    /// Several texts at once, on as many threads as it likes.
    List<int[]> encodeAll(List<String> texts);

    @Override
    void close();
}
