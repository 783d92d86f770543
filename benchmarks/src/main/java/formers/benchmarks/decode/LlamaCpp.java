package formers.benchmarks.decode;

import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// llama.cpp's prebuilt library, driven by a script for Node.
final class LlamaCpp implements Peer {

    /// The folder in which the script and its package are; where it is missing, there is no peer.
    private static final String FOLDER = "formers.llama";

    @Override
    public String name() {
        return "llama.cpp";
    }

    @Override
    public Optional<List<String>> command(ModelFiles files, WeightFormat format, Task task) throws IOException {
        var script = Path.of(System.getProperty(FOLDER, ""), "llama.mjs").toAbsolutePath();
        if (!Files.exists(script)) {
            return Optional.empty();
        }
        var command = new ArrayList<>(
                List.of("node", script.toString(), files.gguf(format).toString()));
        command.addAll(task.words());
        return Optional.of(command);
    }
}
