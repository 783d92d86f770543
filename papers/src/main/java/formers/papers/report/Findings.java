package formers.papers.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a run of a paper found. It grows while the run goes on, and is read when it is over.
public final class Findings {

    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> configuration = new LinkedHashMap<>();

    public Findings add(Measurement measurement) {
        measurements.add(measurement);
        return this;
    }

    /// @throws IllegalArgumentException if the figure's file has a name that a figure before it has
    public Findings add(Figure figure) {
        if (!figure.file().matches("[a-z0-9-]+")
                || figures.stream().anyMatch(other -> other.file().equals(figure.file()))) {
            throw new IllegalArgumentException(
                    "a figure wants a file name of its own, of a-z, 0-9 and '-'; found '%s'".formatted(figure.file()));
        }
        figures.add(figure);
        return this;
    }

    public Findings add(Table table) {
        tables.add(table);
        return this;
    }

    /// A sentence that a reader of the numbers should know.
    public Findings note(String sentence) {
        notes.add(sentence);
        return this;
    }

    /// A setting of the run: sizes, steps, rates.
    public Findings configured(String name, Object value) {
        configuration.put(name, String.valueOf(value));
        return this;
    }

    public List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    /// The measurements that have to reach something.
    public List<Measurement> thresholds() {
        return measurements.stream().filter(it -> it.threshold() != null).toList();
    }

    /// Whether there are thresholds and all of them are reached.
    public boolean met() {
        return !thresholds().isEmpty() && thresholds().stream().allMatch(Measurement::met);
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    public List<Table> tables() {
        return List.copyOf(tables);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    public Map<String, String> configuration() {
        return new LinkedHashMap<>(configuration);
    }
}
