package formers.papers.report;

import java.util.Locale;

/// An alignment as inline SVG: words of the source above, of the target on the left, and in each cell as
/// much ink as the weight; a frame around the cell that should have the most.
final class AlignmentPlot {

    private static final int CELL = 20;
    private static final double CHARACTER = 7.2; // pixels of width, about
    private static final double SLANT = 0.85; // sine of the angle of the words above

    private AlignmentPlot() {}

    static String svg(Figure.Alignment figure) {
        double left = longest(figure.rows()) * CHARACTER + 12;
        double top = longest(figure.columns()) * CHARACTER * SLANT + 16;
        int columns = figure.columns().size();
        int rows = figure.rows().size();
        double slack = longest(figure.columns().subList(columns - 1, columns)) * CHARACTER * 0.55;
        double width = left + columns * CELL + slack;
        double height = top + rows * CELL + 4;
        var svg = new StringBuilder();
        append(
                svg,
                "<svg class=\"alignment\" viewBox=\"0 0 %.0f %.0f\" style=\"max-width: %.0fpx\" role=\"img\" aria-label=\"%s\">\n",
                width,
                height,
                1.2 * width,
                Html.escape(figure.title()));
        for (int j = 0; j < columns; j++) {
            append(
                    svg,
                    "<text transform=\"translate(%.1f %.1f) rotate(-58)\">%s</text>\n",
                    left + j * CELL + 13,
                    top - 5,
                    Html.escape(figure.columns().get(j)));
        }
        for (int i = 0; i < rows; i++) {
            append(
                    svg,
                    "<text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                    left - 6,
                    top + i * CELL + 14,
                    Html.escape(figure.rows().get(i)));
            for (int j = 0; j < columns; j++) {
                cell(svg, figure, i, j, left, top);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void cell(StringBuilder svg, Figure.Alignment figure, int i, int j, double left, double top) {
        double weight = figure.weights().get(i).get(j);
        append(
                svg,
                "<rect class=\"cell\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" fill-opacity=\"%.3f\">"
                        + "<title>%s looks at %s: %.3f</title></rect>\n",
                left + j * CELL,
                top + i * CELL,
                CELL,
                CELL,
                Math.clamp(weight, 0, 1),
                Html.escape(figure.rows().get(i)),
                Html.escape(figure.columns().get(j)),
                weight);
        if (figure.right().get(i) == j) {
            append(
                    svg,
                    "<rect class=\"right\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\"/>\n",
                    left + j * CELL + 1,
                    top + i * CELL + 1,
                    CELL - 2,
                    CELL - 2);
        }
    }

    private static int longest(java.util.List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(0);
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
