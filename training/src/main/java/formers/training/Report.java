package formers.training;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// A training run on one self-contained page: what was reached, curves, samples, settings, machine.
final class Report {

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1d2430; --dim: #667; --rule: #d6dae1; --a: #2463c9; --b: #c2551b;
                    --paper: #fff; --box: #f5f6f8; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e4e7ec; --dim: #99a2b0; --rule: #3a414d; --a: #7aa9ff; --b: #ff9d66; --paper: #14171c;
                      --box: #1e232b; } }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 760px;
                   margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .2rem .8rem .2rem 0;
              border-bottom: 1px solid var(--rule); vertical-align: top; } th { color: var(--dim); font-weight: normal; }
            pre { background: var(--box); padding: .8rem; overflow-x: auto; font-size: .85rem; white-space: pre-wrap; }
            svg { width: 100%; height: auto; } svg .grid { stroke: var(--rule); } svg .tick { fill: var(--dim);
              font: 12px system-ui, sans-serif; } svg .title { fill: var(--ink); font: 600 14px system-ui, sans-serif; }
            svg polyline { fill: none; stroke-width: 1.6; } svg .line0 { stroke: var(--a); } svg .line1 { stroke: var(--b); }
            svg .name0, svg .name1 { font: 12px system-ui, sans-serif; } svg .name0 { fill: var(--a); }
            svg .name1 { fill: var(--b); }
            """;

    private final String title;
    private final List<Metrics.Entry> entries;
    private final Map<String, String> summary;
    private final Map<String, String> configuration;
    private final Map<String, String> environment;
    private final String samples;

    Report(
            String title,
            List<Metrics.Entry> entries,
            Map<String, String> summary,
            Map<String, String> configuration,
            Map<String, String> environment,
            String samples) {
        this.title = title;
        this.entries = entries;
        this.summary = summary;
        this.configuration = configuration;
        this.environment = environment;
        this.samples = samples;
    }

    String html() {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head>\n");
        html.append("<body><h1>").append(Html.escape(title)).append("</h1>\n");
        table(html, summary);
        html.append("<h2>Curves</h2>\n");
        chart(
                html,
                new LineChart("Loss (nats per token)", "step", "nats")
                        .line("training", steps("train_loss"), values("train_loss"))
                        .line("validation", steps("val_loss"), values("val_loss")));
        chart(
                html,
                new LineChart("Learning rate", "step", "rate")
                        .line("rate", steps("learning_rate"), values("learning_rate")));
        chart(
                html,
                new LineChart("Throughput", "step", "tokens/s")
                        .line("tokens per second", steps("tokens_per_second"), values("tokens_per_second")));
        chart(
                html,
                new LineChart("Gradient norm", "step", "norm")
                        .line("before clipping", steps("gradient_norm"), values("gradient_norm")));
        for (var figure : otherFigures()) {
            chart(html, new LineChart(figure, "step", figure).line(figure, steps(figure), values(figure)));
        }
        if (!samples.isBlank()) {
            html.append("<h2>Samples over time</h2>\n<pre>")
                    .append(Html.escape(samples.strip()))
                    .append("</pre>\n");
        }
        html.append("<h2>Configuration</h2>\n");
        table(html, configuration);
        html.append("<h2>Environment</h2>\n");
        table(html, environment);
        String now = ZonedDateTime.now().truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        return html.append("<p><small>Written ")
                .append(now)
                .append("</small></p>\n</body></html>\n")
                .toString();
    }

    /// What samples were measured by.
    private SortedSet<String> otherFigures() {
        var names = new TreeSet<String>();
        entries.forEach(entry -> names.addAll(entry.values().keySet()));
        names.removeAll(Metrics.OF_EVERY_RUN);
        return names;
    }

    private static void chart(StringBuilder html, LineChart chart) {
        if (!chart.empty()) {
            html.append(chart.svg());
        }
    }

    private static void table(StringBuilder html, Map<String, String> rows) {
        html.append("<table>\n");
        rows.forEach((name, value) -> html.append("<tr><th scope=\"row\">")
                .append(Html.escape(name))
                .append("</th><td>")
                .append(Html.escape(value))
                .append("</td></tr>\n"));
        html.append("</table>\n");
    }

    private List<Double> steps(String metric) {
        return column(metric, true);
    }

    private List<Double> values(String metric) {
        return column(metric, false);
    }

    private List<Double> column(String metric, boolean step) {
        var column = new ArrayList<Double>();
        for (var entry : entries) {
            var value = entry.values().get(metric);
            if (value != null) {
                column.add(step ? (double) entry.step() : value);
            }
        }
        return column;
    }

    /// A duration as people say it.
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        return s < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d h %02d min", s / 3600, s / 60 % 60);
    }
}
