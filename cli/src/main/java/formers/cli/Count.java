package formers.cli;

import java.util.Locale;

/// Counts as people say them.
final class Count {

    private Count() {}

    /// A number of parameters or tokens: `124.4M`.
    static String of(double count) {
        return count < 1e3
                ? format("%.0f", count)
                : count < 1e6
                        ? format("%.0fk", count / 1e3)
                        : count < 1e9
                                ? format("%.1fM", count / 1e6)
                                : count < 1e12 ? format("%.2fB", count / 1e9) : format("%.2fT", count / 1e12);
    }

    private static String format(String pattern, double count) {
        return String.format(Locale.ROOT, pattern, count);
    }
}
