package formers.models.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A tiny checkpoint of every family of decoders and of every switch in their configurations, as listed in
/// `tiny-checkpoints.json` beside this class.
public final class TinyCheckpoints {

    private TinyCheckpoints() {}

    /// All of them.
    public static List<TinyCheckpoint> all() {
        try (var file = TinyCheckpoints.class.getResourceAsStream("tiny-checkpoints.json")) {
            return new JsonMapper()
                    .readTree(file)
                    .valueStream()
                    .map(TinyCheckpoints::checkpoint)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The one of a name.
    public static TinyCheckpoint named(String name) {
        return all().stream()
                .filter(checkpoint -> checkpoint.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no tiny checkpoint is called " + name));
    }

    private static TinyCheckpoint checkpoint(JsonNode entry) {
        var config = new ConfigJson(entry.get("config"));
        // Gemma's files hold the scales of norms less 1.
        var source = new SeededTensors(config.text("model_type").startsWith("gemma") ? 0 : 1);
        HuggingFaceReference.network(config, source);
        return new TinyCheckpoint(
                entry.get("name").asString(), config.node(), source.made(), recorded(new ConfigJson(entry)));
    }

    private static Optional<RecordedLogits> recorded(ConfigJson entry) {
        return entry.has("first")
                ? Optional.of(new RecordedLogits(
                        entry.numbers("first"), entry.integer("argmax"), entry.number("sum"), entry.number("rms")))
                : Optional.empty();
    }
}
