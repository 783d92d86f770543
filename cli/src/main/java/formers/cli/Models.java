package formers.cli;

import formers.generation.chat.LoadedModel;
import formers.generation.chat.Reading;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Models to run. One that is named right after the command is read ahead, while the rest of the command line is
/// understood, which keeps one core busy for a tenth of a second.
final class Models {

    private static final Set<String> COMMANDS = Set.of("generate", "chat", "eval");

    private static final Map<Path, Reading<LoadedModel>> AHEAD = new ConcurrentHashMap<>();

    private Models() {}

    /// Begins to read the model that these arguments name, if it is a GGUF file, and says whether it is.
    static boolean readAhead(String... arguments) {
        if (arguments.length < 2 || !COMMANDS.contains(arguments[0]) || !arguments[1].endsWith(".gguf")) {
            return false;
        }
        var file = new File(arguments[1]);
        if (!file.isFile()) {
            return false;
        }
        AHEAD.put(file.toPath(), Reading.begin("formers-ahead", () -> LoadedModel.open(file.toPath())));
        return true;
    }

    /// Reads a model, or takes the one that was read ahead.
    ///
    /// @throws IOException as [LoadedModel#open], with its other exceptions
    static LoadedModel open(Path path) throws IOException {
        var ahead = AHEAD.remove(path);
        return ahead == null ? LoadedModel.open(path) : ahead.await();
    }
}
