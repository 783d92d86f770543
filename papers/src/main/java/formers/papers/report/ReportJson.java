package formers.papers.report;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A report as JSON; what is not a finite number is null.
final class ReportJson {

    private static final JsonMapper JSON = new JsonMapper();

    private ReportJson() {}

    static ObjectNode of(Report report) {
        var json = JSON.createObjectNode();
        var paper = json.putObject("paper");
        paper.put("name", report.paper().name());
        paper.put("title", report.paper().title());
        paper.put("authors", report.paper().authors());
        paper.put("year", report.paper().year());
        if (!report.paper().arxiv().isEmpty()) {
            paper.put("arxiv", report.paper().arxiv());
        }
        json.put("claim", report.claim());
        json.put("budget", report.budget());
        json.put("seed", report.seed());
        number(json, "seconds", report.seconds());
        var findings = report.findings();
        json.put("met", findings.met());
        var measurements = json.putArray("measurements");
        findings.measurements().forEach(it -> measurement(measurements.addObject(), it));
        var figures = json.putArray("figures");
        findings.figures().forEach(it -> figure(figures.addObject(), it));
        var tables = json.putArray("tables");
        findings.tables().forEach(it -> table(tables.addObject(), it));
        var notes = json.putArray("notes");
        findings.notes().forEach(notes::add);
        pairs(json.putObject("configuration"), findings.configuration());
        pairs(json.putObject("environment"), report.environment());
        return json;
    }

    private static void measurement(ObjectNode json, Measurement measurement) {
        json.put("name", measurement.name());
        json.put("unit", measurement.unit());
        known(json, "paper", measurement.paper());
        number(json, "ours", measurement.ours());
        known(json, "baseline", measurement.baseline());
        var threshold = measurement.threshold();
        if (threshold != null) {
            var wanted = json.putObject("threshold");
            wanted.put(threshold.side() == Threshold.Side.AT_LEAST ? "at_least" : "at_most", threshold.value());
            wanted.put("met", measurement.met());
        }
    }

    private static void known(ObjectNode json, String name, Known known) {
        if (known != null) {
            var node = json.putObject(name);
            number(node, "value", known.value());
            node.put("of", known.of());
        }
    }

    private static void figure(ObjectNode json, Figure figure) {
        json.put("title", figure.title());
        json.put("file", figure.file() + ".csv");
        switch (figure) {
            case Figure.Lines lines -> {
                json.put("x", lines.xLabel());
                json.put("y", lines.yLabel());
                var curves = json.putArray("curves");
                for (var curve : lines.curves()) {
                    var node = curves.addObject();
                    node.put("name", curve.name());
                    numbers(node, "x", curve.x());
                    numbers(node, "y", curve.y());
                    if (!curve.low().isEmpty()) {
                        numbers(node, "low", curve.low());
                        numbers(node, "high", curve.high());
                    }
                }
            }
            case Figure.Alignment alignment -> {
                words(json, "target", alignment.rows());
                words(json, "source", alignment.columns());
                var weights = json.putArray("weights");
                alignment.weights().forEach(row -> {
                    var numbers = weights.addArray();
                    row.forEach(numbers::add);
                });
            }
        }
    }

    private static void table(ObjectNode json, Table table) {
        json.put("title", table.title());
        words(json, "header", table.header());
        var rows = json.putArray("rows");
        table.rows().forEach(row -> {
            var cells = rows.addArray();
            row.forEach(cells::add);
        });
    }

    private static void words(ObjectNode json, String name, List<String> words) {
        var array = json.putArray(name);
        words.forEach(array::add);
    }

    private static void numbers(ObjectNode json, String name, List<Double> values) {
        var array = json.putArray(name);
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
    }

    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }

    private static void pairs(ObjectNode json, Map<String, String> rows) {
        rows.forEach(json::put);
    }
}
