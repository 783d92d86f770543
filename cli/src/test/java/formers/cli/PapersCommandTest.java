package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.papers.Experiment;
import formers.papers.Paper;
import formers.papers.ReadingList;
import formers.papers.report.Citation;
import formers.papers.report.Findings;
import formers.papers.report.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class PapersCommandTest {

    private static final int COLUMNS = 100;

    @TempDir
    Path folder;

    /// A paper that finds a number and wants it to be at least 1.
    private record OneNumber(double found) implements Paper {
        @Override
        public Citation citation() {
            return new Citation(1, "one-number", "One number", "Doe", 2020, "");
        }

        @Override
        public String claim() {
            return "The number is at least 1.";
        }

        @Override
        public String shows() {
            return "a number";
        }

        @Override
        public Findings run(Experiment experiment) {
            experiment.note("looking for the number");
            experiment.progress("looking", 1, 1, "");
            return new Findings()
                    .add(Measurement.of("the number", "ones", found)
                            .paper(2, "theirs")
                            .atLeast(1))
                    .configured("seed", experiment.seed());
        }
    }

    private CommandRun one(double found, String... options) {
        var paper = new OneNumber(found);
        var list = new ReadingList(List.of(
                new ReadingList.Entry(paper.citation(), paper),
                new ReadingList.Entry(new Citation(2, "later", "Later", "Doe", 2021, ""), null)));
        var out = folder.resolve("one").toString();
        return CommandRun.of(
                () -> Main.configured(new CommandLine(new PapersCommand(list))),
                Stream.concat(Stream.of("run", "one-number", "--out", out), Stream.of(options))
                        .toArray(String[]::new));
    }

    @Test
    void theListTellsWhatRunsAndWhatDoesNot() {
        var run = CommandRun.of("papers");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("rnnsearch +2014 +runs +Neural Machine Translation")
                .containsPattern("megabyte +2023 +not yet +MEGABYTE")
                .contains("shows BLEU against length");
        assertThat(run.out().lines())
                .allSatisfy(line ->
                        assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS).isEqualTo(line.stripTrailing()));
    }

    @Test
    void theListAsJson() {
        var list = new JsonMapper().readTree(CommandRun.of("papers", "--json").out());
        assertThat(list.size()).isEqualTo(16);
        assertThat(list.get(1).get("name").stringValue()).isEqualTo("rnnsearch");
        assertThat(list.get(1).get("runs").booleanValue()).isTrue();
    }

    @Test
    void aClaimThatHoldsEndsWithZero() throws IOException {
        var run = one(1.5, "--budget", "small", "--seed", "9");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out())
                .contains("One number", "claim   The number is at least 1.", "1 of 1 thresholds met", "report.html")
                .containsPattern("the number +ones +2 +1\\.5 +≥ 1 +met");
        assertThat(run.err())
                .contains("one-number, budget small, seed 9; the report goes to", "looking for the number");
        assertThat(Files.readString(folder.resolve("one/report.json")))
                .contains("\"budget\" : \"small\"", "\"seed\" : 9", "\"kernels\"");
    }

    @Test
    void aThresholdMissedEndsWithOneAndIsReportedAllTheSame() {
        var run = one(0.5);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("0 of 1 thresholds met").containsPattern("≥ 1 +missed");
        assertThat(folder.resolve("one/report.html")).isNotEmptyFile();
    }

    @Test
    void theNumbersAsJson() {
        var run = one(1.5, "--json");
        assertThat(new JsonMapper()
                        .readTree(run.out())
                        .get("measurements")
                        .get(0)
                        .get("ours")
                        .doubleValue())
                .isEqualTo(1.5);
        assertThat(run.err()).contains("report.html");
    }

    @Test
    void anUnknownPaperIsGuessed() {
        var run = CommandRun.of("papers", "run", "rnnserch");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("no paper 'rnnserch' (did you mean rnnsearch?); those that run are")
                .contains("formal-algorithms");
    }

    @Test
    void aPaperThatDoesNotRunYetSaysSo() {
        var run = CommandRun.of("papers", "run", "megabyte");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("megabyte", "does not run yet", "rnnsearch");
    }

    @Test
    void textForAPaperThatTakesNoneIsRefused() {
        var run = one(1.5, "--data", "book.txt");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("one-number makes its own data, found book.txt; leave out --data");
        assertThat(folder.resolve("one")).doesNotExist();
    }

    @Test
    void aFolderOfSomethingElseIsRefusedBeforeTheRun() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("one")).resolve("thesis.txt"), "years");
        var run = one(1.5);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("thesis.txt").doesNotContain("looking");
    }

    @Test
    void aBudgetThatThereIsNotIsWrongUsage() {
        var run = CommandRun.of("papers", "run", "rnnsearch", "--budget", "huge");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--budget", "huge", "tiny");
    }

    @Test
    void interruptedItLeavesNothing() throws Exception {
        var out = folder.resolve("deep/stopped");
        var process = CommandProcess.of("papers", "run", "rnnsearch", "--budget", "full", "--out", out.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
        var said = folder.resolve("said.txt");
        for (int i = 0; i < 600 && !Files.readString(said).contains("the report goes to"); i++) {
            Thread.sleep(100);
        }
        assertThat(process.isAlive()).isTrue();
        process.destroy(); // SIGTERM, as Ctrl-C sends SIGINT
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(folder.resolve("deep")).doesNotExist();
        assertThat(Files.readString(said)).contains("stopped");
    }
}
