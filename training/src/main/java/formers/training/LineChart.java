package formers.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A line chart as inline SVG: no script, no font, no asset, readable in light and dark.
final class LineChart {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 280;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 28;
    private static final int BOTTOM = 40;
    private static final int TICKS = 5;
    /// More points than pixels only make the file larger.
    private static final int MOST_POINTS = 600;

    private record Line(String name, double[] x, double[] y) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Line> lines = new ArrayList<>();

    LineChart(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /// Adds a line; points that are not finite are left out.
    LineChart line(String name, List<Double> x, List<Double> y) {
        int stride = Math.max(1, x.size() / MOST_POINTS);
        var xs = new ArrayList<Double>();
        var ys = new ArrayList<Double>();
        for (int i = 0; i < x.size(); i++) {
            boolean chosen = i % stride == 0 || i == x.size() - 1;
            if (chosen && Double.isFinite(x.get(i)) && Double.isFinite(y.get(i))) {
                xs.add(x.get(i));
                ys.add(y.get(i));
            }
        }
        if (!xs.isEmpty()) {
            lines.add(new Line(name, unboxed(xs), unboxed(ys)));
        }
        return this;
    }

    private static double[] unboxed(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    boolean empty() {
        return lines.isEmpty();
    }

    String svg() {
        var x = Scale.over(lines.stream().map(Line::x).toList(), LEFT, WIDTH - RIGHT);
        var y = Scale.over(lines.stream().map(Line::y).toList(), HEIGHT - BOTTOM, TOP);
        var svg = new StringBuilder();
        append(svg, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, HEIGHT, Html.escape(title));
        append(svg, "<text class=\"title\" x=\"%d\" y=\"16\">%s</text>\n", LEFT, Html.escape(title));
        axes(svg, x, y);
        for (int i = 0; i < lines.size(); i++) {
            line(svg, lines.get(i), x, y, i);
        }
        return svg.append("</svg>\n").toString();
    }

    /// Numbers look the same whatever the machine's locale.
    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private void axes(StringBuilder svg, Scale x, Scale y) {
        for (int i = 0; i <= TICKS; i++) {
            double value = y.value(i / (double) TICKS);
            append(
                    svg,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    y.pixel(value),
                    y.pixel(value));
            append(
                    svg,
                    "<text class=\"tick\" text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n",
                    LEFT - 6,
                    y.pixel(value) + 4,
                    label(value));
            value = x.value(i / (double) TICKS);
            append(
                    svg,
                    "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n",
                    x.pixel(value),
                    HEIGHT - BOTTOM + 16,
                    label(value));
        }
        append(
                svg,
                "<text class=\"tick\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 6,
                Html.escape(xLabel));
        append(
                svg,
                "<text class=\"tick\" text-anchor=\"middle\" transform=\"translate(14 %d) rotate(-90)\">%s</text>\n",
                (TOP + HEIGHT - BOTTOM) / 2,
                Html.escape(yLabel));
    }

    private static void line(StringBuilder svg, Line line, Scale x, Scale y, int index) {
        append(svg, "<polyline class=\"line%d\" points=\"", index);
        for (int i = 0; i < line.x.length; i++) {
            append(svg, "%.1f,%.1f ", x.pixel(line.x[i]), y.pixel(line.y[i]));
        }
        svg.append("\"/>\n");
        append(
                svg,
                "<text class=\"name%d\" text-anchor=\"end\" x=\"%d\" y=\"%d\">%s</text>\n",
                index,
                WIDTH - RIGHT,
                TOP + 14 + 16 * index,
                Html.escape(line.name));
    }

    private static String label(double value) {
        double size = Math.abs(value);
        if (size >= 10_000) {
            return String.format(Locale.ROOT, "%.0fk", value / 1000);
        }
        if (size >= 100 || value == 0) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= 0.01 ? "%.3g" : "%.1e", value);
    }

    /// Maps values to pixels.
    private record Scale(double low, double high, double from, double to) {
        static Scale over(List<double[]> values, double from, double to) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (var some : values) {
                for (double value : some) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
            if (!(low < high)) { // one value, or none
                double middle = Double.isFinite(low) ? low : 0;
                return new Scale(middle - 0.5, middle + 0.5, from, to);
            }
            return new Scale(low, high, from, to);
        }

        double value(double share) {
            return low + share * (high - low);
        }

        double pixel(double value) {
            return from + (value - low) / (high - low) * (to - from);
        }
    }
}
