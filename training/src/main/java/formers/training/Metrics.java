package formers.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `metrics.jsonl`: one JSON object a line, `{"step": 100, "train_loss": 2.1, …}`. A line that a kill cut short, and
/// lines of steps that a resumed run takes again, are dropped when the file is opened.
public final class Metrics {

    /// What was measured at one step.
    public record Entry(long step, Map<String, Double> values) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final List<Entry> entries;

    private Metrics(Path file, List<Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /// Opens the file of a run that continues after `step`, or starts it.
    public static Metrics open(Path file, long step) throws IOException {
        var kept = new ArrayList<Entry>();
        if (Files.exists(file)) {
            for (var entry : read(file)) {
                if (entry.step <= step) {
                    kept.add(entry);
                }
            }
        }
        var text = new StringBuilder();
        for (var entry : kept) {
            text.append(line(entry));
        }
        formers.models.checkpoint.AtomicFile.writeText(file, text.toString());
        return new Metrics(file, kept);
    }

    /// The complete lines of a metrics file.
    public static List<Entry> read(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
            try {
                var node = JSON.readTree(line);
                if (node != null && node.isObject() && node.has("step")) {
                    var values = new LinkedHashMap<String, Double>();
                    node.properties().forEach(property -> {
                        if (!property.getKey().equals("step") && property.getValue().isNumber()) {
                            values.put(property.getKey(), property.getValue().doubleValue());
                        }
                    });
                    entries.add(new Entry(node.get("step").longValue(), values));
                }
            } catch (JacksonException cutShort) {
                break; // only the last line of a killed run can be incomplete
            }
        }
        return entries;
    }

    /// Appends a line.
    void add(long step, Map<String, Double> values) throws IOException {
        var entry = new Entry(step, new LinkedHashMap<>(values));
        entries.add(entry);
        Files.writeString(file, line(entry), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(Entry entry) {
        var node = JSON.createObjectNode();
        node.put("step", entry.step);
        entry.values.forEach((name, value) -> {
            if (Double.isFinite(value)) { // JSON has no other numbers
                node.put(name, value);
            }
        });
        return node + "\n";
    }

    /// Everything so far, oldest first.
    List<Entry> entries() {
        return entries;
    }
}
