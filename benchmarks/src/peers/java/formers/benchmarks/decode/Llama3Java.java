package formers.benchmarks.decode;

import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.VectorShape;

/// The CPU side of GPULlama3.java: Alfonso² Peterssen's llama3.java, which is itself not published, in the
/// state its fork took over. It reads a prompt token by token.
public final class Llama3Java implements Peer {

    /// The fork's library, which brings others of its own.
    private static final String JAR = "formers.llama3";

    /// The public constructor by which the service is found.
    public Llama3Java() {}

    @Override
    public String name() {
        return "llama3.java";
    }

    @Override
    public Optional<List<String>> command(ModelFiles files, WeightFormat format, Task task) throws IOException {
        var jar = Path.of(System.getProperty(JAR, "")).toAbsolutePath();
        return switch (format) {
            case Q8_0, Q4_0, F16 ->
                Files.isRegularFile(jar)
                        ? Optional.of(JavaCommand.of(Llama3Driver.class, options(task), task, jar, files.gguf(format)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static List<String> options(Task task) {
        return List.of(
                // It computes on the common pool, with the caller as one more thread.
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (task.threads() - 1),
                // It prefers the widest vectors, but has no product for 512 bits.
                "-Dllama.VectorBitSize=" + Math.min(256, VectorShape.preferredShape().vectorBitSize()));
    }
}
