package formers.papers.report;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A figure's numbers as comma-separated values (RFC 4180), all digits of them.
final class Csv {

    private Csv() {}

    static String of(Figure figure) {
        return switch (figure) {
            case Figure.Lines lines -> lines(lines);
            case Figure.Alignment alignment -> alignment(alignment);
        };
    }

    /// One row for each point of each curve.
    private static String lines(Figure.Lines figure) {
        boolean banded = figure.curves().stream().anyMatch(it -> !it.low().isEmpty());
        var csv = new StringBuilder(row(Stream.concat(
                Stream.of("curve", figure.xLabel(), figure.yLabel()),
                banded ? Stream.of("low", "high") : Stream.of())));
        for (var curve : figure.curves()) {
            for (int i = 0; i < curve.x().size(); i++) {
                var band = curve.low().isEmpty()
                        ? Stream.of("", "")
                        : Stream.of(
                                number(curve.low().get(i)), number(curve.high().get(i)));
                csv.append(row(Stream.concat(
                        Stream.of(
                                curve.name(),
                                number(curve.x().get(i)),
                                number(curve.y().get(i))),
                        banded ? band : Stream.of())));
            }
        }
        return csv.toString();
    }

    /// The matrix, its words beside it.
    private static String alignment(Figure.Alignment figure) {
        var csv = new StringBuilder(row(Stream.concat(Stream.of(""), figure.columns().stream())));
        for (int i = 0; i < figure.rows().size(); i++) {
            csv.append(row(Stream.concat(
                    Stream.of(figure.rows().get(i)),
                    figure.weights().get(i).stream().map(Csv::number))));
        }
        return csv.toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static String row(Stream<String> cells) {
        return cells.map(Csv::quoted).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
