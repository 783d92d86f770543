package formers.text.metrics;

import formers.text.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// What a metric counted in each line. The score of any choice of lines is that of the sum of their counts:
/// `counts.select(0, 3, 3).value()` scores line 0 and, twice, line 3.
public final class LineCounts {

    private final Metric metric;
    private final OptionalInt referencesPerLine;
    private final long[][] rows; // [lines, columns]; selections share them, nobody writes them

    private LineCounts(Metric metric, OptionalInt referencesPerLine, long[][] rows) {
        this.metric = metric;
        this.referencesPerLine = referencesPerLine;
        this.rows = rows;
    }

    /// Counts one line.
    interface Row {
        /// As many counts as for every other line.
        long[] of(String hypothesis, List<String> references);
    }

    static LineCounts of(Metric metric, List<String> hypotheses, References references, Row row) {
        int lines = hypotheses.size();
        if (references.byLine().size() != lines) {
            throw new InputException(
                    "%d lines are to be scored, but %d have references; line k of both must belong together"
                            .formatted(lines, references.byLine().size()));
        }
        if (lines == 0) {
            throw new InputException("there are 0 lines to score; give one or more, with their references");
        }
        var rows = new long[lines][];
        for (int i = 0; i < lines; i++) {
            rows[i] = row.of(hypotheses.get(i), references.byLine().get(i));
        }
        return new LineCounts(metric, references.perLine(), rows);
    }

    public Metric metric() {
        return metric;
    }

    public int lines() {
        return rows.length;
    }

    /// The counts of chosen lines.
    ///
    /// @param lines from 0; one that is named twice counts twice
    /// @throws InputException if there are none
    /// @throws IndexOutOfBoundsException if there is no such line
    public LineCounts select(int... lines) {
        if (lines.length == 0) {
            throw new InputException("0 of %d lines are selected; select one or more".formatted(rows.length));
        }
        var selected = new long[lines.length][];
        for (int i = 0; i < lines.length; i++) {
            selected[i] = rows[Objects.checkIndex(lines[i], rows.length)];
        }
        return new LineCounts(metric, referencesPerLine, selected);
    }

    /// The metric's score of these lines, 0 to 100.
    public double value() {
        return metric.value(this);
    }

    /// References per line, or `var`.
    String references() {
        return referencesPerLine.isPresent() ? Integer.toString(referencesPerLine.getAsInt()) : "var";
    }

    /// Sums over lines, for the metric that counted them.
    long[] sums(Metric asking) {
        if (!asking.equals(metric)) {
            throw new IllegalArgumentException(
                    "%s is to score what %s counted; let one metric do both".formatted(asking, metric));
        }
        var sums = new long[rows[0].length];
        for (var row : rows) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += row[i];
            }
        }
        return sums;
    }

    @Override
    public String toString() {
        return "%s of %d lines: %s".formatted(metric.name(), rows.length, Arrays.toString(sums(metric)));
    }
}
