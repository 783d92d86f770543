package formers.models.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A tiny checkpoint of every family of decoders and of every switch in their configurations, as listed in
/// `tiny-checkpoints.json` beside this class. One whose name ends in `-keys` has the same configuration as another, in
/// the spelling of version 4 or 5 of Hugging Face Transformers.
public final class TinyCheckpoints {

    private static final JsonNode ENTRIES = read();

    private TinyCheckpoints() {}

    /// All of them.
    public static List<TinyCheckpoint> all() {
        return entries().map(TinyCheckpoints::checkpoint).toList();
    }

    /// The one of a name.
    public static TinyCheckpoint named(String name) {
        return entries()
                .filter(entry -> entry.text("name").equals(name))
                .findFirst()
                .map(TinyCheckpoints::checkpoint)
                .orElseThrow(() -> new IllegalArgumentException("no tiny checkpoint is called " + name));
    }

    private static Stream<ConfigJson> entries() {
        return ENTRIES.valueStream().map(ConfigJson::new);
    }

    private static TinyCheckpoint checkpoint(ConfigJson entry) {
        var recorded = entry.has("first")
                ? new RecordedLogits(
                        entry.numbers("first"), entry.integer("argmax"), entry.number("sum"), entry.number("rms"))
                : null;
        return TinyCheckpoint.of(entry.text("name"), entry.node().get("config"), Optional.ofNullable(recorded));
    }

    private static JsonNode read() {
        try (var file = TinyCheckpoints.class.getResourceAsStream("tiny-checkpoints.json")) {
            return new JsonMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
