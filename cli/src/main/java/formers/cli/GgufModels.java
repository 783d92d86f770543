package formers.cli;

import formers.models.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one GGUF file takes over from another.
final class GgufModels {

    private GgufModels() {}

    /// The metadata of the tokenizer, in the types that are written.
    static Map<String, Object> tokenizer(Path file) throws IOException {
        var metadata = new LinkedHashMap<String, Object>();
        GgufFile.open(file).metadata().values().forEach((key, value) -> {
            if (key.startsWith("tokenizer.")) {
                metadata.put(key, written(value));
            }
        });
        return metadata;
    }

    private static Object written(Object value) {
        return switch (value) {
            case Long number -> number.intValue();
            case Double number -> number.floatValue();
            case List<?> list -> list.stream().map(GgufModels::written).toList();
            default -> value;
        };
    }
}
