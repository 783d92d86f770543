package formers.papers.report;

import java.util.List;

/// A line of a plot. Points whose x or y is not finite are not drawn, but told in the CSV.
///
/// @param x    as many as y
/// @param low  lower ends of a band around the line, as many as y; empty for no band
/// @param high upper ends of the band
public record Curve(String name, List<Double> x, List<Double> y, List<Double> low, List<Double> high) {

    public Curve {
        x = List.copyOf(x);
        y = List.copyOf(y);
        low = List.copyOf(low);
        high = List.copyOf(high);
        boolean banded = low.size() == y.size() && high.size() == y.size();
        if (x.size() != y.size() || !(banded || low.isEmpty() && high.isEmpty())) {
            throw new IllegalArgumentException(
                    "curve '%s' wants as many x as y, and a band of none or as many; found %d x, %d y, band of %d and %d"
                            .formatted(name, x.size(), y.size(), low.size(), high.size()));
        }
    }

    public static Curve of(String name, List<Double> x, List<Double> y) {
        return new Curve(name, x, y, List.of(), List.of());
    }

    boolean drawn(int point) {
        return Double.isFinite(x.get(point)) && Double.isFinite(y.get(point));
    }
}
