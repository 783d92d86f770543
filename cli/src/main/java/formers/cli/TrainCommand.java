package formers.cli;

import formers.training.Trainer;
import formers.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a model and leaves it, its metrics and a report in a directory: one that writes on texts like those of",
            "--data, or one that translates lines of --source into those of --target."
        },
        footer = {
            "",
            "Examples:",
            "  formers train gpt-nano --data book.txt --tokenizer char --out runs/book",
            "  formers train llama-tiny --data src --filter '**/*.java' --minutes 10",
            "  cat *.txt | formers train gpt-micro --data - --out runs/mine",
            "  formers train transformer-tiny --source train.en --target train.de --out runs/de",
            "  formers train --resume runs/book",
        })
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "PRESET", description = "the model; 'formers models' lists them")
    private String preset;

    @Option(names = "--out", paramLabel = "DIR", description = "where the run goes (default: runs/PRESET)")
    private Path out;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "continue the run in this directory, with its own settings")
    private Path resume;

    @Mixin
    private TrainingOptionsMixin options;

    @Override
    public Integer call() throws IOException {
        if (resume != null) {
            return resume();
        }
        if (preset == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "which model? Give a preset, gpt-nano for instance ('formers models' lists all), or --resume DIR");
        }
        var plan = options.plan(preset);
        var directory = out == null ? Path.of("runs", preset) : out;
        start(plan, directory);
        return 0;
    }

    private int resume() throws IOException {
        var others = spec.commandLine().getParseResult().matchedArgs().stream()
                .filter(given -> !given.equals(spec.findOption("--resume")))
                .map(given -> given instanceof OptionSpec option ? option.longestName() : given.paramLabel())
                .toList();
        if (!others.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume continues a run with its own settings; leave out " + String.join(", ", others));
        }
        var plan = RunPlan.load(resume);
        try (var progress = new Progress()) {
            boolean saved = Trainer.canResume(resume);
            progress.note(saved ? "resuming " + resume : "nothing was saved yet in " + resume + "; starting over");
            summarise(new TrainingRun(plan, resume, saved, progress).run(), resume);
        }
        return 0;
    }

    /// Starts a run in a directory of its own.
    static TrainingResult start(RunPlan plan, Path directory) throws IOException {
        if (Files.exists(directory.resolve("run.json"))) {
            throw new Failure(
                    "there is a run in %s already; continue it with --resume %s, delete it, or choose another --out"
                            .formatted(directory, directory));
        }
        TrainingRun.check(plan);
        Files.createDirectories(directory);
        try (var progress = new Progress()) {
            var result = new TrainingRun(plan, directory, false, progress).run();
            summarise(result, directory);
            return result;
        }
    }

    private static void summarise(TrainingResult result, Path directory) {
        System.out.println("steps            " + result.steps());
        System.out.println(String.format(Locale.ROOT, "training loss    %.4f", result.trainLoss()));
        System.out.println(String.format(
                Locale.ROOT,
                "validation loss  %.4f (perplexity %.2f)",
                result.validationLoss(),
                Math.exp(result.validationLoss())));
        System.out.println(String.format(Locale.ROOT, "training time    %.1f s", result.seconds()));
        System.out.println("model            " + directory);
        System.out.println("report           " + directory.resolve("report.html"));
    }
}
