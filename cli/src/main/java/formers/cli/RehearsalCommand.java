package formers.cli;

import formers.tensor.PackedWeights;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Trains, generates from what it has trained, packs it and generates again, in one process: what the launcher
/// records to start faster. Models in the forms that a user is most likely to load next: tokenizers of byte pairs
/// and of pieces, rotary positions, weights in floats, in eight bits and in four; and products with all other
/// formats, which a model as small as this one has no rows for.
@Command(
        name = "rehearsal",
        hidden = true,
        description = "Trains and generates a little, for the launcher's class cache.")
final class RehearsalCommand implements Callable<Integer> {

    /// Of a prompt: more than one.
    private static final int ROWS = 4;

    @Parameters(index = "0", paramLabel = "TEXT", description = "a text to train on")
    private Path text;

    @Parameters(index = "1", paramLabel = "DIR", description = "where the run goes")
    private Path run;

    @Override
    public Integer call() throws IOException {
        var model = run.toString();
        var eight = run.resolve("eight.gguf").toString();
        var four = run.resolve("four.gguf").toString();
        var train = "train llama-tiny --vocabulary 300 --steps 2 --batch 1 --context 16";
        var generate = "generate --prompt a --max-tokens 4";
        EnumSet.complementOf(EnumSet.of(WeightFormat.F32)).forEach(format -> PackedWeights.warmUp(format, ROWS));
        int trained = Main.run(command(train, "--data", text.toString(), "--out", model));
        if (trained != 0) {
            return trained;
        }
        return Stream.of(
                        command(generate, model),
                        command(generate, withPieces()),
                        command("quantize --type q8_0", model, "--out", eight),
                        command(generate, eight),
                        command("quantize --type q4_0", model, "--out", four),
                        command(generate, four))
                .mapToInt(Main::run)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
    }

    /// The same model with another tokenizer.
    private String withPieces() throws IOException {
        var directory = Files.createDirectories(run.resolve("pieces"));
        for (var name : List.of("config.json", "model.safetensors")) {
            Files.copy(run.resolve(name), directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        PieceTokenizer.write(directory.resolve("tokenizer.json"));
        return directory.toString();
    }

    private static String[] command(String words, String... paths) {
        return Stream.concat(Stream.of(words.split(" ")), Stream.of(paths)).toArray(String[]::new);
    }
}
