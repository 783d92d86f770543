package formers.papers.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A report as a page that needs nothing beside it, readable on a light or dark screen and on paper.
final class ReportPage {

    private static final String STYLE = """
            :root { color-scheme: light; --ink: #1d2430; --dim: #5a6374; --rule: #d6dae1; --paper: #fff; --box: #f3f5f8;
              --good: #1b6e3c; --bad: #b3261e; --k0: #1f5fbf; --k1: #b4490c; --k2: #1b7f5c; --k3: #8a3fa8; --k4: #6d5a00;
              --k5: #a81e50; }
            @media screen and (prefers-color-scheme: dark) {
              :root { color-scheme: dark; --ink: #e4e7ec; --dim: #a3acba; --rule: #3a414d; --paper: #14171c; --box: #1e232b;
                --good: #6fd08f; --bad: #ff8a80; --k0: #7aa9ff; --k1: #ff9d66; --k2: #5fd3a8; --k3: #d59bf0; --k4: #e0c341;
                --k5: #ff86ab; } }
            * { box-sizing: border-box; }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 860px;
              margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; line-height: 1.25; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
            .cited { color: var(--dim); margin-top: 0; } .claim { border-left: 4px solid var(--k0); padding-left: .9rem; }
            .verdict { font-weight: 600; } .met { color: var(--good); } .missed { color: var(--bad); font-weight: 600; }
            .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
            .numbers tbody th { min-width: 15rem; } caption { text-align: left; color: var(--dim); padding-bottom: .3rem; }
            td, th { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
            thead th { color: var(--dim); font-weight: 600; } tbody th { font-weight: normal; }
            .numbers td { font-variant-numeric: tabular-nums; } .short { white-space: nowrap; } small { color: var(--dim); }
            figure { margin: 1.4rem 0; break-inside: avoid; } figcaption { font-weight: 600; margin-bottom: .3rem; }
            svg { width: 100%; height: auto; display: block; } svg text { fill: var(--dim); font: 12px system-ui, sans-serif; }
            svg .name, .alignment text { fill: var(--ink); } svg .grid { stroke: var(--rule); }
            svg polyline { fill: none; stroke-width: 2; stroke: currentColor; } svg .mark { fill: currentColor; }
            svg .band { fill: currentColor; fill-opacity: .13; } .cell { fill: var(--ink); stroke: var(--rule); stroke-width: .5; }
            .right { fill: none; stroke: var(--k1); stroke-width: 2; }
            .kind0 { color: var(--k0); } .kind1 { color: var(--k1); } .kind2 { color: var(--k2); } .kind3 { color: var(--k3); }
            .kind4 { color: var(--k4); } .kind5 { color: var(--k5); } polyline.kind1 { stroke-dasharray: 7 3; }
            polyline.kind2 { stroke-dasharray: 2 3; } polyline.kind3 { stroke-dasharray: 12 3 2 3; }
            polyline.kind4 { stroke-dasharray: 16 4; } polyline.kind5 { stroke-dasharray: 5 3 1 3 1 3; }
            @media print { body { margin: 0; max-width: none; font-size: 11pt; } tr, .claim { break-inside: avoid; }
              h2 { break-after: avoid; } svg, .met, .missed { print-color-adjust: exact; } .scroll { overflow: visible; } }
            """;

    private final Report report;
    private final StringBuilder html = new StringBuilder();

    ReportPage(Report report) {
        this.report = report;
    }

    String html() {
        var paper = report.paper();
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Html.escape(paper.name() + ", " + report.budget()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head>\n<body><main>\n");
        element("h1", paper.title());
        html.append("<p class=\"cited\">")
                .append(Html.escape(paper.reference()))
                .append("</p>\n");
        html.append("<p class=\"claim\">").append(Html.escape(report.claim())).append("</p>\n");
        verdict();
        measurements();
        var findings = report.findings();
        if (!findings.notes().isEmpty()) {
            element("h2", "Notes");
            html.append("<ul>\n");
            findings.notes().forEach(note -> element("li", note));
            html.append("</ul>\n");
        }
        if (!findings.figures().isEmpty()) {
            element("h2", "Figures");
            findings.figures().forEach(this::figure);
        }
        if (!findings.tables().isEmpty()) {
            element("h2", "Tables");
            findings.tables().forEach(this::table);
        }
        element("h2", "Configuration");
        pairs("What was run", findings.configuration());
        element("h2", "Environment");
        pairs("Where it ran", report.environment());
        return html.append("</main></body></html>\n").toString();
    }

    private void element(String name, String text) {
        html.append("<%s>%s</%s>\n".formatted(name, Html.escape(text), name));
    }

    private void verdict() {
        var wanted = report.findings().thresholds();
        long met = wanted.stream().filter(Measurement::met).count();
        html.append("<p class=\"verdict %s\">".formatted(report.findings().met() ? "met" : "missed"));
        html.append(String.format(
                Locale.ROOT,
                "%d of %d thresholds met</p>\n<p><small>budget %s, seed %d, %s</small></p>\n",
                met,
                wanted.size(),
                report.budget(),
                report.seed(),
                duration(report.seconds())));
    }

    private void measurements() {
        html.append(
                "<div class=\"scroll\"><table class=\"numbers\">\n<caption>What was measured</caption>\n<thead><tr>");
        List.of("measure", "unit", "paper", "ours", "baseline", "threshold", "verdict")
                .forEach(name -> html.append("<th scope=\"col\">").append(name).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (var it : report.findings().measurements()) {
            html.append("<tr><th scope=\"row\">").append(Html.escape(it.name())).append("</th>");
            cell(Html.escape(it.unit()));
            cell(known(it.paper()));
            cell("<strong class=\"short\">" + Html.escape(Numbers.text(it.ours())) + "</strong>");
            cell(known(it.baseline()));
            cell(
                    it.threshold() == null
                            ? ""
                            : "<span class=\"short\">"
                                    + Html.escape(it.threshold().toString()) + "</span>");
            html.append("<td class=\"%s\">%s</td></tr>\n".formatted(it.verdict(), it.verdict()));
        }
        html.append("</tbody></table></div>\n");
    }

    private void cell(String content) {
        html.append("<td>").append(content).append("</td>");
    }

    private static String known(Known known) {
        return known == null
                ? ""
                : "%s <small>%s</small>".formatted(Html.escape(Numbers.text(known.value())), Html.escape(known.of()));
    }

    private void figure(Figure figure) {
        html.append("<figure>");
        element("figcaption", figure.title());
        html.append(
                switch (figure) {
                    case Figure.Lines lines -> LinePlot.svg(lines);
                    case Figure.Alignment alignment -> AlignmentPlot.svg(alignment);
                });
        html.append("</figure>\n");
    }

    private void table(Table table) {
        html.append("<div class=\"scroll\"><table class=\"numbers\">\n");
        element("caption", table.title());
        html.append("<thead><tr>");
        table.header()
                .forEach(name -> html.append("<th scope=\"col\">")
                        .append(Html.escape(name))
                        .append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (var row : table.rows()) {
            html.append("<tr><th scope=\"row\">")
                    .append(Html.escape(row.getFirst()))
                    .append("</th>");
            row.stream().skip(1).forEach(text -> cell(Html.escape(text)));
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    private void pairs(String caption, Map<String, String> rows) {
        html.append("<div class=\"scroll\"><table>\n");
        element("caption", caption);
        html.append("<tbody>\n");
        rows.forEach((name, value) -> html.append("<tr><th scope=\"row\">")
                .append(Html.escape(name))
                .append("</th><td>")
                .append(Html.escape(value))
                .append("</td></tr>\n"));
        html.append("</tbody></table></div>\n");
    }

    private static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return s < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d h %02d min", s / 3600, s / 60 % 60);
    }
}
