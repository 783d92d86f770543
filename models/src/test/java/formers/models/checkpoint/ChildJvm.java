package formers.models.checkpoint;

import formers.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts a class of the tests in a Java virtual machine of its own, to be killed or starved of memory.
final class ChildJvm {

    private ChildJvm() {}

    static Process start(Class<?> main, List<String> options, String... arguments) throws IOException {
        String classPath = Stream.of(
                        location(AtomicFile.class),
                        location(Tensor.class),
                        location(tools.jackson.databind.JsonNode.class),
                        location(tools.jackson.core.JsonParser.class),
                        location(com.fasterxml.jackson.annotation.JsonProperty.class),
                        Path.of("target", "test-classes").toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
