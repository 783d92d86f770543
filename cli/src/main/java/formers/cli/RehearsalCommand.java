package formers.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Trains, generates from what it has trained, packs it and generates again, in one process: what the launcher records
/// to start faster. Models in the forms that a user is most likely to load next: a tokenizer of byte pairs, rotary
/// positions, weights in floats and in eight bits.
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
        var packed = run.resolve("packed.gguf").toString();
        return Stream.of(
                        List.of("train", "llama-tiny", "--data", text.toString(), "--vocabulary", "300"),
                        List.of("generate", run.toString()),
                        List.of("quantize", run.toString(), "--type", "q8_0", "--out", packed),
                        List.of("generate", packed))
                .mapToInt(this::execute)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
    }

    private int execute(List<String> command) {
        var arguments = new ArrayList<>(command);
        arguments.addAll(
                switch (command.getFirst()) {
                    case "train" -> List.of("--steps", "2", "--batch", "1", "--context", "16", "--out", run.toString());
                    case "generate" -> List.of("--prompt", "a", "--max-tokens", "4");
                    default -> List.of();
                });
        return Main.run(arguments.toArray(String[]::new));
    }
}
