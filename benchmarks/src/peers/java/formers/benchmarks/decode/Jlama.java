package formers.benchmarks.decode;

import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Jlama with its native library. Of its formats `Q4` stands beside Q4_0: blocks of 32 too, with scales in
/// float32, and so 5 bits per weight instead of 4.5. It can store weights as `I8`, but has no product with
/// them, nor with F16.
public final class Jlama implements Peer {

    /// The public constructor by which the service is found.
    public Jlama() {}

    @Override
    public String name() {
        return "Jlama";
    }

    @Override
    public Optional<List<String>> command(ModelFiles files, WeightFormat format, Task task) throws IOException {
        return switch (format) {
            case Q4_0 -> Optional.of(command(files, "Q4", task));
            case BF16 -> Optional.of(command(files, "BF16", task));
            default -> Optional.empty();
        };
    }

    private static List<String> command(ModelFiles files, String type, Task task) throws IOException {
        var options = List.of(
                "--add-exports",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "-D" + JlamaDriver.TYPE + "=" + type,
                // Of 256 rows at once version 0.8.4 computes something else than of the same rows one by one.
                "-Djlama.max_batch_size=255");
        return JavaCommand.of(JlamaDriver.class, options, task, files.directory());
    }
}
