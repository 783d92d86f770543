package formers.papers.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    private static final Citation PAPER = new Citation(3, "some", "Some <Paper>", "Doe", 2020, "2001.00001");

    @TempDir
    Path parent;

    private static Report report(Findings findings) {
        return new Report(PAPER, "It works & is \"good\".", "tiny", 5, findings, 61.4, Map.of("java", "25"));
    }

    private static Findings findings() {
        return new Findings()
                .add(Measurement.of("share <right>", "share", 0.9876)
                        .paper(0.5, "x & y")
                        .baseline(0.1, "chance")
                        .atLeast(0.9))
                .add(Measurement.of("loss", "nats", 1234.5).atMost(1000))
                .add(Measurement.of("told", "s", 3))
                .add(new Figure.Lines(
                        "curve",
                        "A curve",
                        "x, all",
                        "y",
                        List.of(
                                Curve.of("one", List.of(1.0, 2.0, 3.0), List.of(1.0, Double.NaN, 0.25)),
                                new Curve("two", List.of(1.0), List.of(2.0), List.of(1.5), List.of(2.5)))))
                .add(Table.of("A table", "name", "value").row("a", 0.125).row("b", Double.NaN))
                .configured("steps", 10)
                .note("A note.");
    }

    @Test
    void thePageTellsAll() {
        assertThat(report(findings()).html())
                .contains(
                        "Some &lt;Paper&gt;",
                        "It works &amp; is &quot;good&quot;.",
                        "1 of 2 thresholds met",
                        "budget tiny, seed 5, 1 min 01 s",
                        "share &lt;right&gt;",
                        "0.5 <small>x &amp; y</small>",
                        "0.1 <small>chance</small>",
                        "≥ 0.9",
                        "<td class=\"met\">met</td>",
                        "<td class=\"missed\">missed</td>",
                        "A note.",
                        "<td>0.125</td>",
                        "<td>none</td>",
                        "aria-label=\"A curve\"")
                .doesNotContain("NaN");
    }

    @Test
    void noNumberDependsOnTheLocale() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            var page = report(findings()).html();
            Locale.setDefault(Locale.GERMANY);
            assertThat(report(findings()).html()).isEqualTo(page);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void curvesAreCsvWithAllTheirDigits() throws IOException {
        report(findings()).write(parent.resolve("out"));
        assertThat(Files.readString(parent.resolve("out/curve.csv")))
                .isEqualTo(
                        "curve,\"x, all\",y,low,high\r\none,1.0,1.0,,\r\none,2.0,,,\r\none,3.0,0.25,,\r\ntwo,1.0,2.0,1.5,2.5\r\n");
    }

    @Test
    void nothingLiesBesideAReport() throws IOException {
        report(findings()).write(parent.resolve("deep/out"));
        assertThat(names(parent.resolve("deep"))).containsExactly("out");
        assertThat(names(parent.resolve("deep/out"))).containsExactly("curve.csv", "report.html", "report.json");
    }

    @Test
    void aReportReplacesAnotherWhole() throws IOException {
        var out = parent.resolve("out");
        report(findings()).write(out);
        report(new Findings().add(Measurement.of("other", "s", 1).atLeast(0))).write(out);
        assertThat(names(out)).containsExactly("report.html", "report.json");
        assertThat(names(parent)).containsExactly("out");
        assertThat(Files.readString(out.resolve("report.json"))).contains("\"other\"");
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws IOException {
        var out = Files.createDirectories(parent.resolve("out"));
        Files.writeString(out.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> Report.requireWritable(out)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> report(findings()).write(out))
                .hasMessageContaining("it holds thesis.txt, which is of no report; choose another --out");
        assertThat(names(out)).containsExactly("thesis.txt");
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        var file = Files.writeString(parent.resolve("out"), "x");
        assertThatThrownBy(() -> Report.requireWritable(file)).hasMessageContaining("it is a file");
    }

    @Test
    void twoFiguresOfOneFileAreRefused() {
        var figure = new Figure.Lines("same", "A", "x", "y", List.of());
        assertThatThrownBy(() -> new Findings().add(figure).add(figure)).hasMessageContaining("found 'same'");
        assertThatThrownBy(() -> new Findings().add(new Figure.Lines("../up", "A", "x", "y", List.of())))
                .hasMessageContaining("found '../up'");
    }

    @Test
    void whatIsNotANumberMeetsNoThreshold() {
        assertThat(Measurement.of("a", "", Double.NaN).atLeast(-1e9).met()).isFalse();
        assertThat(Measurement.of("a", "", Double.NaN).atMost(1e9).met()).isFalse();
        assertThat(Measurement.of("a", "", 1).atLeast(1).met()).isTrue();
        assertThat(Measurement.of("a", "", 1).atMost(1).met()).isTrue();
        assertThat(Measurement.of("a", "", 1).atMost(0.999).met()).isFalse();
    }

    @Test
    void aRunWithoutThresholdsHasShownNothing() {
        assertThat(new Findings().add(Measurement.of("told", "s", 3)).met()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "0.5, 0.5",
        "0.97, 0.97",
        "26.75, 26.75",
        "0.123456, 0.1235",
        "98.444, 98.44",
        "123.456, 123.5",
        "1234.6, '1,235'",
        "1000000, '1,000,000'",
        "0.00002, 2.00e-05",
        "-3.6858, -3.686",
        "0, 0",
        "100, 100",
        "NaN, none",
        "Infinity, none",
        "10.001, 10"
    })
    void numbersAreShort(double value, String text) {
        assertThat(Numbers.text(value)).isEqualTo(text);
    }

    @Test
    void ticksAreRoundAndHoldAllValues() {
        var axis = Axis.over(List.of(0.13, 0.87), 0, 100);
        assertThat(axis.ticks().getFirst()).isLessThanOrEqualTo(0.13);
        assertThat(axis.ticks().getLast()).isGreaterThanOrEqualTo(0.87);
        assertThat(Axis.over(List.of(0.0, 100.0), 0, 1).ticks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(Axis.over(List.of(5.0), 0, 1).ticks()).contains(5.0);
        assertThat(Axis.over(List.of(), 0, 1).ticks()).isNotEmpty();
        assertThat(axis.pixel(axis.high())).isEqualTo(100);
    }

    @Test
    void wordsOfAnAlignmentAreEscapedAndEachCellTold() {
        var svg = AlignmentPlot.svg(new Figure.Alignment(
                "a", "T", List.of("<b>"), List.of("x", "y"), List.of(List.of(0.25, 0.75)), List.of(1)));
        assertThat(svg)
                .contains("&lt;b&gt; looks at y: 0.750", "class=\"right\"")
                .doesNotContain("<b>");
    }

    @Test
    void anAlignmentOfOtherSizesIsRefused() {
        assertThatThrownBy(() -> new Figure.Alignment(
                        "a", "T", List.of("b"), List.of("x", "y"), List.of(List.of(1.0)), List.of(0)))
                .hasMessageContaining("1 and 2 words");
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }
}
