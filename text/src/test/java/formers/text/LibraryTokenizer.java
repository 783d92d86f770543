package formers.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Hugging Face's own library, the oracle of tests.
final class LibraryTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer library;

    /// @param folder where the tree is written for the library to read
    LibraryTokenizer(Path folder, ObjectNode json) throws IOException {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        var file = folder.resolve("library.json");
        Files.writeString(file, json.toString());
        library = HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
    }

    int[] encode(String text) {
        return Arrays.stream(library.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    String[] tokens(String text) {
        return library.encode(text, false, false).getTokens();
    }

    String decode(int... ids) {
        return library.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }

    @Override
    public void close() {
        library.close();
    }
}
