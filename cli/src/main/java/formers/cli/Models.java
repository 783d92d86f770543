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

    /// Commands that read a GGUF file, and those of them that read no other kind of folder than a language model's.
    private static final Set<String> OF_FILES = Set.of("generate", "chat", "eval");
    private static final Set<String> OF_FOLDERS = Set.of("generate", "chat");

    private static final Map<Path, Reading<LoadedModel>> AHEAD = new ConcurrentHashMap<>();

    private Models() {}

    /// Begins to read the model that these arguments name, if it looks like one, and says whether it does.
    static boolean readAhead(String... arguments) {
        if (arguments.length < 2 || !looksLikeModel(arguments[0], arguments[1])) {
            return false;
        }
        var path = Path.of(arguments[1]);
        AHEAD.put(path, Reading.begin("formers-ahead", () -> LoadedModel.open(path)));
        return true;
    }

    private static boolean looksLikeModel(String command, String name) {
        return name.endsWith(".gguf")
                ? OF_FILES.contains(command) && new File(name).isFile()
                : OF_FOLDERS.contains(command) && new File(name, "config.json").isFile();
    }

    /// Reads a model, or takes the one that was read ahead.
    ///
    /// @throws IOException as [LoadedModel#open], with its other exceptions
    static LoadedModel open(Path path) throws IOException {
        var ahead = AHEAD.remove(path);
        return ahead == null ? LoadedModel.open(path) : ahead.await();
    }
}
