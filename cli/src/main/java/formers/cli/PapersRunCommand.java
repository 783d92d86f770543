package formers.cli;

import formers.papers.Budget;
import formers.papers.Experiment;
import formers.papers.Paper;
import formers.papers.ReadingList;
import formers.papers.StoppedException;
import formers.papers.report.Known;
import formers.papers.report.Measurement;
import formers.papers.report.Numbers;
import formers.papers.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a paper's central claim at a size that fits the machine, against its baselines, and writes a report.",
            "The exit code is 0 if every threshold was met, 1 if not."
        },
        footer = {
            "",
            "Examples:",
            "  formers papers run rnnsearch",
            "  formers papers run rnnsearch --budget small --seed 2 --out runs/second",
            "  formers papers run gpt --budget small --data book.txt",
            "  formers papers run formal-algorithms --json > findings.json",
        })
final class PapersRunCommand implements Callable<Integer> {

    @ParentCommand
    private PapersCommand papers;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "the paper; 'formers papers' lists them")
    private String name;

    @Option(
            names = "--budget",
            paramLabel = "BUDGET",
            defaultValue = "tiny",
            description = {
                "tiny: under a minute on two cores, small: about ten minutes, full: an hour or more (default ${DEFAULT-VALUE})"
            })
    private Budget budget;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            arity = "1..*",
            description = "your own text, for a paper that takes some: files, folders, globs, .zip, .gz, .jsonl")
    private List<String> data = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the report goes, in place of one that is there (default: runs/papers/NAME-BUDGET)")
    private Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1337", description = "(default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "print the report's numbers as JSON")
    private boolean json;

    /// For completion.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ReadingList.standard().runnable().stream()
                    .map(paper -> paper.citation().name())
                    .iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        var paper = papers.list.paper(name);
        var folder = out != null ? out : Path.of("runs", "papers", name + "-" + budget);
        Report.requireWritable(folder);
        var report = run(paper, folder);
        if (json || papers.json) {
            System.out.print(report.json());
            System.err.println("report " + folder.resolve(Report.PAGE));
        } else {
            print(report);
            System.out.println("report  " + folder.resolve(Report.PAGE));
        }
        return report.findings().met() ? 0 : 1;
    }

    /// Ctrl-C ends the run at its next step, and the process only after that: what is being written is written whole.
    private Report run(Paper paper, Path folder) throws IOException {
        try (var progress = new PaperProgress()) {
            var experiment = new Experiment(budget, seed, data, progress);
            try (var _ = new StopOnExit(experiment::stop, () -> progress.onNote("stopped"))) {
                progress.onNote("%s, budget %s, seed %d; the report goes to %s".formatted(name, budget, seed, folder));
                var report = experiment.run(paper, Environment.describe());
                report.write(folder);
                return report;
            } catch (StoppedException e) {
                throw new Failure(e.getMessage());
            }
        }
    }

    private static void print(Report report) {
        System.out.println(report.paper().title());
        System.out.println("claim   " + report.claim());
        System.out.println();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("measure", "unit", "paper", "ours", "baseline", "threshold", "verdict"));
        report.findings().measurements().forEach(it -> rows.add(row(it)));
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(other -> other.get(at).length())
                        .max()
                        .orElseThrow();
                line.append(row.get(column))
                        .repeat(' ', width + 2 - row.get(column).length());
            }
            System.out.println(line.toString().stripTrailing());
        }
        System.out.println();
        var wanted = report.findings().thresholds();
        System.out.println("%d of %d thresholds met"
                .formatted(wanted.stream().filter(Measurement::met).count(), wanted.size()));
    }

    private static List<String> row(Measurement measurement) {
        return List.of(
                measurement.name(),
                measurement.unit(),
                known(measurement.paper()),
                Numbers.text(measurement.ours()),
                known(measurement.baseline()),
                measurement.threshold() == null ? "" : measurement.threshold().toString(),
                measurement.verdict());
    }

    private static String known(Known known) {
        return known == null ? "" : Numbers.text(known.value());
    }
}
