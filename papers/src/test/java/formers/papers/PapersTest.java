package formers.papers;

import static org.assertj.core.api.Assertions.assertThat;

import formers.papers.report.Figure;
import formers.papers.report.Measurement;
import formers.papers.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Every paper that is listed as runnable holds its claim at the smallest budget and leaves a whole report.
class PapersTest {

    private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>");

    @TempDir
    Path folder;

    static Stream<String> names() {
        return ReadingList.standard().runnable().stream()
                .map(paper -> paper.citation().name());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theClaimHoldsAtTheTinyBudget(String name) throws IOException {
        var experiment = new Experiment(Budget.TINY, 1337, List.of(), ExperimentListener.silent());
        var report = experiment.run(ReadingList.standard().paper(name), Map.of("machine", "a test's"));
        var findings = report.findings();
        assertThat(findings.thresholds()).isNotEmpty();
        assertThat(findings.thresholds()).allMatch(Measurement::met);
        assertThat(findings.figures()).isNotEmpty();
        assertThat(findings.configuration()).isNotEmpty();

        report.write(folder.resolve(name));
        for (var figure : findings.figures()) {
            assertThat(Files.readAllLines(folder.resolve(name).resolve(figure.file() + ".csv")))
                    .hasSize(1 + rows(figure));
        }
        assertPage(Files.readString(folder.resolve(name).resolve(Report.PAGE)), report);
        assertNumbers(folder.resolve(name).resolve(Report.NUMBERS), report);
    }

    private static int rows(Figure figure) {
        return switch (figure) {
            case Figure.Lines lines ->
                lines.curves().stream().mapToInt(it -> it.x().size()).sum();
            case Figure.Alignment alignment -> alignment.rows().size();
        };
    }

    private static void assertPage(String html, Report report) {
        assertThat(html)
                .contains("<main>", "</main>", report.paper().reference())
                .doesNotContain("http://", "https://", "<script", "NaN", "Infinity");
        assertThat(SVG.matcher(html).results()).hasSameSizeAs(report.findings().figures());
        assertTagsMatch(html);
    }

    /// Every tag that opens is closed in its place.
    private static void assertTagsMatch(String html) {
        var open = new ArrayDeque<String>();
        var tags = TAG.matcher(html.substring(html.indexOf("</style>") + "</style>".length()));
        open.push("html");
        open.push("head");
        while (tags.find()) {
            var name = tags.group(2);
            if (!tags.group(1).isEmpty()) {
                assertThat(open.pop()).isEqualTo(name);
            } else if (tags.group(3).isEmpty()) {
                open.push(name);
            }
        }
        assertThat(open).isEmpty();
    }

    private static void assertNumbers(Path file, Report report) throws IOException {
        var json = new JsonMapper().readTree(Files.readString(file));
        assertThat(json.get("met").booleanValue()).isTrue();
        var measurements = json.get("measurements");
        assertThat(measurements.size())
                .isEqualTo(report.findings().measurements().size());
        for (int i = 0; i < measurements.size(); i++) {
            assertThat(measurements.get(i).get("ours").doubleValue())
                    .isEqualTo(report.findings().measurements().get(i).ours());
        }
        assertThat(json.get("figures").size())
                .isEqualTo(report.findings().figures().size());
        assertThat(json.get("seed").longValue()).isEqualTo(1337);
    }
}
