package formers.papers.report;

import java.util.Locale;

/// Numbers as the report and the command write them, the same in every locale.
public final class Numbers {

    private static final double LARGE = 1000;
    private static final double SMALL = 1e-3;

    private Numbers() {}

    /// Four significant digits or a little more, whole numbers without a point.
    public static String text(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return "none";
        }
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        if (size >= LARGE) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size < SMALL) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        var text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
