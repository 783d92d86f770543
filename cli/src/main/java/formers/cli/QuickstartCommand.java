package formers.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a small GPT on the sources of this JDK, lets it write, and leaves a report.",
            "Nothing is downloaded."
        },
        footer = {"", "Examples:", "  formers quickstart", "  formers quickstart --minutes 10 --out runs/java"})
final class QuickstartCommand implements Callable<Integer> {

    private static final String PRESET = "llama-tiny";
    private static final String PROMPT = "/**\n * Returns the ";

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description = "of training (default ${DEFAULT-VALUE})")
    private double minutes;

    @Option(names = "--out", paramLabel = "DIR", description = "where the run goes (default: a new folder in runs)")
    private Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1337", description = "(default ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (!(minutes > 0)) {
            throw new Failure("--minutes must be above 0, was " + minutes);
        }
        var directory = out != null ? out : freshFolder();
        System.err.printf(
                "Training %s on the sources of this JDK for %s minutes; the run goes to %s%n",
                PRESET, minutes, directory);
        TrainCommand.start(plan(), directory);
        System.out.println();
        System.out.print(PROMPT);
        GenerateCommand.continueText(directory, List.of(PROMPT), seed);
        System.out.println();
        System.err.println();
        System.err.printf("Next: ./formers generate %s --prompt 'public static int '%n", directory);
        System.err.printf("      ./formers train --help%n");
        return 0;
    }

    private RunPlan plan() {
        var options = new TrainingOptionsMixin();
        options.tokenizer = "bpe";
        options.vocabulary = 2048;
        options.minutes = minutes;
        options.evalEvery = 200L;
        options.evalBatches = 10;
        options.seed = seed;
        options.sample = PROMPT;
        return options.plan(PRESET);
    }

    private static Path freshFolder() {
        var stamp = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        var folder = Path.of("runs", "quickstart-" + stamp);
        return Files.exists(folder) ? Path.of(folder + "-2") : folder;
    }
}
