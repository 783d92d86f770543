package formers.benchmarks.decode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Starts a peer in Java as ours is started, with its own options besides.
final class JavaCommand {

    private JavaCommand() {}

    static List<String> of(Class<?> main, List<String> options, Task task, Path... files) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx8g",
                "-XX:+UseParallelGC",
                "-XX:+UseTransparentHugePages",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Both peers switch off the Vector API's checks of bounds where they start themselves.
                "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(task.words());
        Arrays.stream(files).map(Path::toString).forEach(command::add);
        return command;
    }
}
