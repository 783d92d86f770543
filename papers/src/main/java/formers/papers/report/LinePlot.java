package formers.papers.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Curves as inline SVG: no script, no font, no asset. Lines differ by colour, by dashes and by marks, so
/// that they can be told apart in grey. Colours are the page's.
final class LinePlot {

    /// Kinds of lines that the page has colours for; after these they repeat.
    static final int KINDS = 6;

    private static final int WIDTH = 720;
    private static final int PLOT = 300; // pixels of height, axes included
    private static final int LEFT = 60;
    private static final int RIGHT = 24;
    private static final int BOTTOM = 44;
    private static final int LEGEND_ROW = 20;
    private static final double CHARACTER = 6.8; // pixels of width in the legend, about
    private static final int SAMPLE = 34; // pixels of a line in the legend, with the space after it
    private static final int MOST_MARKS = 30;
    private static final int MOST_POINTS = 600; // more than pixels only make the file larger

    private final Figure.Lines figure;
    private final StringBuilder svg = new StringBuilder();

    private LinePlot(Figure.Lines figure) {
        this.figure = figure;
    }

    static String svg(Figure.Lines figure) {
        return new LinePlot(figure).draw();
    }

    private String draw() {
        var places = legend();
        int top = LEGEND_ROW * (places.isEmpty() ? 0 : places.getLast().row() + 1) + 8;
        int bottom = top + PLOT - BOTTOM;
        append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, top + PLOT, Html.escape(figure.title()));
        var x = Axis.over(values(true), LEFT, WIDTH - RIGHT);
        var y = Axis.over(values(false), bottom, top);
        axes(x, y, top, bottom);
        for (int i = 0; i < figure.curves().size(); i++) {
            band(figure.curves().get(i), x, y, i % KINDS);
        }
        for (int i = 0; i < figure.curves().size(); i++) {
            line(figure.curves().get(i), x, y, i % KINDS);
            legend(places.get(i), figure.curves().get(i).name(), i % KINDS);
        }
        return svg.append("</svg>\n").toString();
    }

    private List<Double> values(boolean ofX) {
        var values = new ArrayList<Double>();
        for (var curve : figure.curves()) {
            for (int i = 0; i < curve.x().size(); i++) {
                if (!curve.drawn(i)) {
                    continue;
                }
                values.add(ofX ? curve.x().get(i) : curve.y().get(i));
                if (!ofX && !curve.low().isEmpty()) {
                    values.add(curve.low().get(i));
                    values.add(curve.high().get(i));
                }
            }
        }
        return values.stream().filter(Double::isFinite).toList();
    }

    private void axes(Axis x, Axis y, int top, int bottom) {
        for (double tick : y.ticks()) {
            double at = y.pixel(tick);
            append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at);
            append("<text text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT - 7, at + 4, label(tick));
        }
        for (double tick : x.ticks()) {
            double at = x.pixel(tick);
            append("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", at, at, bottom, bottom + 4);
            append("<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n", at, bottom + 18, label(tick));
        }
        append(
                "<text text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, bottom + 36, Html.escape(figure.xLabel()));
        append(
                "<text text-anchor=\"middle\" transform=\"translate(13 %d) rotate(-90)\">%s</text>\n",
                (top + bottom) / 2, Html.escape(figure.yLabel()));
    }

    private static String label(double tick) {
        return Math.abs(tick) >= 100_000 ? Numbers.text(tick / 1000) + "k" : Numbers.text(tick);
    }

    private void band(Curve curve, Axis x, Axis y, int kind) {
        if (curve.low().isEmpty()) {
            return;
        }
        append("<polygon class=\"band kind%d\" points=\"", kind);
        for (int i = 0; i < curve.x().size(); i++) {
            point(x, y, curve.x().get(i), curve.high().get(i));
        }
        for (int i = curve.x().size() - 1; i >= 0; i--) {
            point(x, y, curve.x().get(i), curve.low().get(i));
        }
        svg.append("\"/>\n");
    }

    private void point(Axis x, Axis y, double atX, double atY) {
        if (Double.isFinite(atX) && Double.isFinite(atY)) {
            append("%.1f,%.1f ", x.pixel(atX), y.pixel(atY));
        }
    }

    private void line(Curve curve, Axis x, Axis y, int kind) {
        int count = curve.x().size();
        int stride = Math.ceilDiv(Math.max(1, count), MOST_POINTS);
        append("<polyline class=\"kind%d\" points=\"", kind);
        for (int i = 0; i < count; i++) {
            if (i % stride == 0 || i == count - 1) {
                point(x, y, curve.x().get(i), curve.y().get(i));
            }
        }
        svg.append("\"/>\n");
        for (int i = 0; count <= MOST_MARKS && i < count; i++) {
            if (curve.drawn(i)) {
                mark(
                        x.pixel(curve.x().get(i)),
                        y.pixel(curve.y().get(i)),
                        kind,
                        "%s: %s at %s"
                                .formatted(
                                        curve.name(),
                                        Numbers.text(curve.y().get(i)),
                                        Numbers.text(curve.x().get(i))));
            }
        }
    }

    /// A disc, a square, a diamond, in turn.
    private void mark(double x, double y, int kind, String tooltip) {
        switch (kind % 3) {
            case 0 -> append("<circle class=\"mark kind%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\">", kind, x, y);
            case 1 -> append("<path class=\"mark kind%d\" d=\"M%.1f %.1fm-3.2-3.2h6.4v6.4h-6.4z\">", kind, x, y);
            default ->
                append("<path class=\"mark kind%d\" d=\"M%.1f %.1fm0-4.6l4.6 4.6l-4.6 4.6l-4.6-4.6z\">", kind, x, y);
        }
        append("<title>%s</title>%s\n", Html.escape(tooltip), kind % 3 == 0 ? "</circle>" : "</path>");
    }

    private record Place(double x, int row) {}

    /// Where the names of the curves stand, above the plot, in as many rows as they need.
    private List<Place> legend() {
        var places = new ArrayList<Place>();
        double x = LEFT;
        int row = 0;
        for (var curve : figure.curves()) {
            double width = SAMPLE + curve.name().length() * CHARACTER + 18;
            if (x > LEFT && x + width > WIDTH - RIGHT) {
                x = LEFT;
                row++;
            }
            places.add(new Place(x, row));
            x += width;
        }
        return places;
    }

    private void legend(Place place, String name, int kind) {
        double y = place.row() * LEGEND_ROW + 12;
        append(
                "<polyline class=\"kind%d\" points=\"%.1f,%.1f %.1f,%.1f\"/>",
                kind, place.x(), y, place.x() + SAMPLE - 6, y);
        mark(place.x() + (SAMPLE - 6) / 2.0, y, kind, name);
        append("<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", place.x() + SAMPLE, y + 4, Html.escape(name));
    }

    private void append(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
