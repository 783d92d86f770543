package formers.benchmarks;

import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;

/// The results as a Markdown table, a row as soon as it is there.
final class Table {

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    void head(String peer) {
        out.printf("| case | Formers | limit | of limit | %s | × | aim | |%n", peer);
        out.println("|---|--:|--:|--:|--:|--:|---|---|");
    }

    void add(Row row) {
        out.println(format(row));
    }

    static String format(Row row) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s |",
                row.of().name(),
                time(row.ours()),
                row.limit() == 0 ? "–" : time(row.limit()),
                row.limit() == 0 ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * row.shareOfLimit()),
                row.peer() == null ? "–" : time(row.peer()),
                row.peer() == null ? "–" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                row.of().aims().stream().map(Aim::toString).collect(Collectors.joining(", ")),
                verdict(row));
    }

    private static String verdict(Row row) {
        if (!row.note().isEmpty()) {
            return row.note();
        }
        if (row.peer() == null && row.of().aims().stream().anyMatch(Aim.Times.class::isInstance)) {
            return "no peer";
        }
        return row.of().aims().stream().allMatch(aim -> aim.met(row)) ? "met" : "not met";
    }

    /// The median, and half the distance of the quartiles where it can be seen.
    private static String time(Timing timing) {
        double spread = (timing.high() - timing.low()) / 2 / timing.seconds();
        return time(timing.seconds()) + (spread < 0.01 ? "" : String.format(Locale.ROOT, " ±%.0f %%", 100 * spread));
    }

    private static String time(double seconds) {
        return seconds < 1e-4
                ? String.format(Locale.ROOT, "%.2f µs", seconds * 1e6)
                : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
    }
}
