package formers.training;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.LineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `metrics.jsonl`: one JSON object a line, `{"step": 100, "train_loss": 2.1, …}`. A line that a kill
/// cut short, and lines of steps that a resumed run takes again, are dropped when the file is opened.
public final class Metrics {

    /// Names that mean the same in every run; others are figures of samples.
    static final Set<String> OF_EVERY_RUN =
            Set.of("train_loss", "val_loss", "learning_rate", "gradient_norm", "tokens", "tokens_per_second");

    /// What was measured at one step.
    public record Entry(long step, Map<String, Double> values) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LineFile lines;
    private final List<Entry> entries;

    private Metrics(LineFile lines, List<Entry> entries) {
        this.lines = lines;
        this.entries = entries;
    }

    /// Opens the file of a run that continues after `step`, or starts it.
    static Metrics open(Path file, long step) throws IOException {
        var lines = LineFile.open(file, line -> step > 0 && parse(line).step <= step);
        return new Metrics(lines, read(file));
    }

    /// The complete lines of a metrics file.
    public static List<Entry> read(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        for (String line : LineFile.lines(file)) {
            entries.add(parse(line));
        }
        return entries;
    }

    private static Entry parse(String line) {
        try {
            var node = JSON.readTree(line);
            var values = new LinkedHashMap<String, Double>();
            node.properties().forEach(property -> {
                if (!property.getKey().equals("step") && property.getValue().isNumber()) {
                    values.put(property.getKey(), property.getValue().doubleValue());
                }
            });
            return new Entry(node.path("step").asLong(0), values);
        } catch (JacksonException e) {
            throw new CheckpointException("metrics.jsonl has a line that is not a JSON object: " + line);
        }
    }

    /// Appends a line.
    void add(long step, Map<String, Double> values) throws IOException {
        var entry = new Entry(step, new LinkedHashMap<>(values));
        entries.add(entry);
        lines.append(line(entry));
    }

    private static String line(Entry entry) {
        var node = JSON.createObjectNode();
        node.put("step", entry.step);
        entry.values.forEach((name, value) -> {
            if (Double.isFinite(value)) { // JSON has no other numbers
                node.put(name, value);
            }
        });
        return node.toString();
    }

    /// Everything so far, oldest first.
    List<Entry> entries() {
        return entries;
    }
}
