package formers.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Trains, and generates from what it has trained, in one process: what the launcher records to start faster.
@Command(
        name = "rehearsal",
        hidden = true,
        description = "Trains and generates a little, for the launcher's class cache.")
final class RehearsalCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "TEXT", description = "a text to train on")
    private Path text;

    @Parameters(index = "1", paramLabel = "DIR", description = "where the run goes")
    private Path run;

    @Override
    public Integer call() {
        var train = List.of("train", "gpt-nano", "--data", text.toString(), "--tokenizer", "byte", "--steps", "2");
        int trained = execute(train, "--batch", "1", "--context", "16", "--out", run.toString());
        return trained != 0
                ? trained
                : execute(List.of("generate", run.toString()), "--prompt", "a", "--max-tokens", "4");
    }

    private static int execute(List<String> command, String... rest) {
        var arguments = new ArrayList<>(command);
        arguments.addAll(List.of(rest));
        return Main.run(arguments.toArray(String[]::new));
    }
}
