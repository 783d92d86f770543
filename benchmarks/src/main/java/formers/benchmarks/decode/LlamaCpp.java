package formers.benchmarks.decode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// llama.cpp, driven by a script for Node in a process of its own.
final class LlamaCpp {

    /// The folder in which the script and its package are; where it is missing, there is no peer.
    static final String FOLDER = "formers.llama";

    private LlamaCpp() {}

    static boolean isThere() {
        return System.getProperty(FOLDER) != null && Files.exists(script());
    }

    private static Path script() {
        return Path.of(System.getProperty(FOLDER)).resolve("llama.mjs");
    }

    static Speeds measure(Path model, int threads, int prompt, int written, int rounds) throws IOException {
        var numbers = List.of(threads, prompt, written, rounds).stream()
                .map(String::valueOf)
                .toList();
        var command = new ArrayList<>(
                List.of("node", script().toString(), model.toAbsolutePath().toString()));
        command.addAll(numbers);
        var process = new ProcessBuilder(command)
                .directory(script().getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var speeds = new Speeds();
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var words = line.split(" ");
                switch (words[0]) {
                    case "read" -> speeds.reading().add(Double.valueOf(words[1]));
                    case "write" -> speeds.writing().add(Double.valueOf(words[1]));
                    default -> {} // what the library says besides
                }
            }
        }
        return speeds;
    }
}
